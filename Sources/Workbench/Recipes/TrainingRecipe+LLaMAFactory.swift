extension TrainingRecipe {
    /// Option names as in LLaMA-Factory's `hparams` and `data/README.md`. Without a `template` it takes that of the model's tokenizer.
    var llamaFactoryFiles: [File] {
        let validates = !validation.isEmpty
        let strategy = parameters.validationEvery == nil ? "epoch" : "steps"
        let evaluation =
            validates
            ? """
            eval_dataset: validation
            eval_strategy: \(strategy)
            save_strategy: \(strategy)
            \(parameters.validationEvery.map { "eval_steps: \($0)\nsave_steps: \($0)\n" } ?? "")per_device_eval_batch_size: \(parameters.batchSize)
            load_best_model_at_end: true
            metric_for_best_model: eval_loss
            greater_is_better: false

            """ : "save_strategy: epoch\n"
        let configuration = """
            # The adapter \(name). See README.md.
            model_name_or_path: \(Self.quoted(baseModel))

            stage: sft
            do_train: true
            finetuning_type: lora
            lora_rank: \(parameters.rank)
            lora_alpha: \(Self.number(Double(parameters.alpha).rounded()))
            lora_dropout: \(Self.number(Double(parameters.dropout)))
            lora_target: \(targets.joined(separator: ","))
            use_rslora: \(parameters.usesRankStabilization)
            use_dora: \(parameters.usesDoRA)
            \(extraLines)

            dataset_dir: .
            dataset: train
            \(evaluation)
            # Longer than every example: nothing is cut.
            cutoff_len: \((longest + 64) / 64 * 64)
            packing: false
            train_on_prompt: false
            mask_history: false

            per_device_train_batch_size: \(parameters.batchSize)
            gradient_accumulation_steps: 1
            num_train_epochs: \(parameters.epochs)
            optim: adamw_torch
            learning_rate: \(Self.number(parameters.learningRate))
            lr_scheduler_type: \(schedule)
            \(optimizerLines)

            bf16: true
            logging_steps: 1
            save_total_limit: 2
            report_to: none
            seed: \(parameters.seed)
            output_dir: adapter

            """
        func entry(_ name: String) -> String {
            """
              "\(name)": {
                "file_name": "\(name).jsonl",
                "formatting": "sharegpt",
                "columns": { "messages": "messages" },
                "tags": {
                  "role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"
                }
              }
            """
        }
        let sets = (["train"] + (validates ? ["validation"] : [])).map(entry).joined(separator: ",\n")
        return [("train.jsonl", messageLines(training))] + (validates ? [("validation.jsonl", messageLines(validation))] : [])
            + [("dataset_info.json", "{\n\(sets)\n}\n"), ("llamafactory.yaml", configuration)]
    }
}
