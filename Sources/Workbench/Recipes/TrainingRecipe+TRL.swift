extension TrainingRecipe {
    /// Option names as in TRL 1.16 and peft 0.21: a dataset that brings `input_ids` and `labels` is taken as it is.
    var trlFiles: [File] {
        let validates = !validation.isEmpty
        let evaluation =
            validates
            ? """
                eval_strategy="\(parameters.validationEvery == nil ? "epoch" : "steps")",
                eval_steps=\(parameters.validationEvery.map(String.init) ?? "None"),
                eval_on_start=True,
                per_device_eval_batch_size=\(parameters.batchSize),
                save_strategy="\(parameters.validationEvery == nil ? "epoch" : "steps")",
                save_steps=\(parameters.validationEvery ?? 500),
                load_best_model_at_end=True,
                metric_for_best_model="eval_loss",
                greater_is_better=False,

            """ : "        save_strategy=\"epoch\",\n"
        let script = """
            \"\"\"Trains the adapter \(name) with TRL and peft. See README.md.\"\"\"

            from datasets import load_dataset
            from peft import LoraConfig
            from torch import cuda
            from trl import SFTConfig, SFTTrainer

            MODEL = \(Self.quoted(baseModel))


            def adapter_config():
                return LoraConfig(
                    task_type="CAUSAL_LM",
                    r=\(parameters.rank),
                    lora_alpha=\(alpha),
                    lora_dropout=\(Self.number(Double(parameters.dropout))),
                    target_modules=[\(targets.map(Self.quoted).joined(separator: ", "))],
                    bias="none",
                    use_rslora=\(parameters.usesRankStabilization ? "True" : "False"),
                    use_dora=\(parameters.usesDoRA ? "True" : "False"),
                )


            def training_config():
                return SFTConfig(
                    output_dir="adapter",
                    learning_rate=\(Self.number(parameters.learningRate)),
                    lr_scheduler_type="\(schedule)",
                    warmup_steps=\(warmupSteps),
                    num_train_epochs=\(parameters.epochs),
                    max_steps=\(parameters.maximumSteps.map { "\(min($0, steps))" } ?? "-1"),
                    per_device_train_batch_size=\(parameters.batchSize),
                    gradient_accumulation_steps=1,
                    neftune_noise_alpha=\(parameters.neftuneAlpha > 0 ? Self.number(Double(parameters.neftuneAlpha)) : "None"),
                    optim="adamw_torch",
                    adam_beta1=\(Self.number(parameters.beta1)),
                    adam_beta2=\(Self.number(parameters.beta2)),
                    adam_epsilon=\(Self.number(parameters.epsilon)),
                    weight_decay=\(Self.number(parameters.weightDecay)),
                    max_grad_norm=\(clip),
            \(evaluation)        save_total_limit=2,
                    logging_steps=1,
                    report_to="none",
                    seed=\(parameters.seed),
                    bf16=cuda.is_available() and cuda.is_bf16_supported(),
                    # The data are tokens with labels: nothing is cut, packed or masked anew.
                    max_length=None,
                    packing=False,
                    gradient_checkpointing=False,
                )


            def main():
                files = {"train": "train.jsonl"\(validates ? ", \"validation\": \"validation.jsonl\"" : "")}
                data = load_dataset("json", data_files=files)
                trainer = SFTTrainer(
                    model=MODEL,
                    args=training_config(),
                    train_dataset=data["train"],
                    eval_dataset=\(validates ? "data[\"validation\"]" : "None"),
                    peft_config=adapter_config(),
                )
                trainer.train()
                trainer.save_model("adapter")


            if __name__ == "__main__":
                main()

            """
        return [("train.jsonl", tokenLines(training, withAttentionMask: false))]
            + (validates ? [("validation.jsonl", tokenLines(validation, withAttentionMask: false))] : []) + [("train.py", script)]
    }
}
