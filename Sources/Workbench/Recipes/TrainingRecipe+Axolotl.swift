extension TrainingRecipe {
    /// Option names as in Axolotl's schemas (`src/axolotl/utils/schemas`): with an empty `type` a dataset brings its tokens and labels itself.
    var axolotlFiles: [File] {
        let validates = !validation.isEmpty
        let evaluation =
            validates
            ? """
            test_datasets:
              - path: ./validation.jsonl
                ds_type: json
                type:
                split: train
            \(parameters.validationEvery.map { "eval_steps: \($0)\nsave_steps: \($0)" } ?? "evals_per_epoch: 1\nsaves_per_epoch: 1")
            eval_batch_size: \(parameters.batchSize)
            load_best_model_at_end: true
            metric_for_best_model: eval_loss
            greater_is_better: false

            """ : "saves_per_epoch: 1\n"
        let configuration = """
            # The adapter \(name). See README.md.
            base_model: \(Self.quoted(baseModel))
            chat_template: tokenizer_default

            datasets:
              - path: ./train.jsonl
                ds_type: json
                type:
                split: train
            val_set_size: 0
            dataset_prepared_path: ./prepared
            \(evaluation)
            # Longer than every example: nothing is cut.
            sequence_len: \((longest + 63) / 64 * 64)
            sample_packing: false
            eval_sample_packing: false
            pad_to_sequence_len: false
            train_on_inputs: false

            adapter: lora
            load_in_8bit: false
            load_in_4bit: false
            lora_r: \(parameters.rank)
            lora_alpha: \(Self.number(Double(parameters.alpha).rounded()))
            lora_dropout: \(Self.number(Double(parameters.dropout)))
            lora_target_modules:
            \(targets.map { "  - \($0)" }.joined(separator: "\n"))
            peft_use_rslora: \(parameters.usesRankStabilization)
            peft_use_dora: \(parameters.usesDoRA)
            \(extraLines)

            micro_batch_size: \(parameters.batchSize)
            gradient_accumulation_steps: 1
            num_epochs: \(parameters.epochs)
            optimizer: adamw_torch
            learning_rate: \(Self.number(parameters.learningRate))
            lr_scheduler: \(schedule)
            \(optimizerLines)

            bf16: auto
            gradient_checkpointing: false
            logging_steps: 1
            save_total_limit: 2
            seed: \(parameters.seed)
            output_dir: ./adapter

            """
        return [("train.jsonl", tokenLines(training, withAttentionMask: true))]
            + (validates ? [("validation.jsonl", tokenLines(validation, withAttentionMask: true))] : [])
            + [("axolotl.yaml", configuration)]
    }
}
