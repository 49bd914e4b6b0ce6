"""Makes splits-modern.json and sentencepiece.json: small vocabularies, nasty texts, and the ids of the reference libraries.

    pip install tokenizers==0.23.3 sentencepiece==0.2.3 && python make_tokenizers.py

The byte-level vocabulary is trained on lines that are not split at all, so that it is full of tokens that cross the boundaries of
words: a wrong split gives other ids. It has some tokens that no merges lead to, for the rules that look whole pieces up.
"""

import io
import json

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

CORPUS = """
The quick brown fox doesn't jump over the lazy dog's back; they'd rather we'll've waited, I'm told. IT'S DONE, DON'T WE'LL THEY'RE.
def encode(self, text: str) -> list[int]:\n\treturn [ord(c) for c in text if c != ' ']\n\n\nif (a && b) {\r\n    camelCase += HTMLParser(XMLHttp);\r\n}\r\n
for i in range(1000):  # 1234567 tokens, 3.14159 and 2026-11-23 at 12:45:00\n        print(f"{i:>8}")    \n
Die Straße nach Köln ist gesperrt. Le café naïve coûte 3,50 €. ΑΒΓ αβγδε και το. Привет, мир! ПРИВЕТ МИР.
你好，世界。今天天气很好。こんにちは世界、カタカナ。한국어 문장입니다. สวัสดีครับ ภาษาไทย नमस्ते दुनिया हिन्दी مرحبا بالعالم ١٢٣٤٥ שלום עולם
https://example.com/a/b?q=1&r=%20 // comment /* more */ </div><table><tr><td>x</td></tr></table> $HOME/.config __init__ snake_case
"""

TEXTS = [
    "", " ", "  ", "     ", "\n", "\n\n", "\r\n", "\t", " \n", "\n ", "\r", "\u00a0", "\u3000 ", "a", " a", "a ", "  a  ", "Hello world",
    "don't DON'T we'LL they'Re i'VE it's IT'S 's 'S ''s x'sy X'SY", "we'll've o'clock 'tis rock'n'roll 'LLama",
    "\u2019s it\u2019s '\u017f x'\u017ft", "camelCase HTMLParser XMLHttpRequest iPhone ABCdefGHI aB Ab AB ab A1b2",
    "1 12 123 1234 12345 1234567890123456789", "x1 1x 3.14 1,000,000 0x1F v1.2.3 \u0661\u0662\u0663\u0664\u0665 \u00bd\u216b\u2460\u00b2",
    "a\tb\t\tc \td\u00a0e\u2003f\u2028g\u2029h\u0085i", "trailing   \nspaces \t \r\n\r\n  here  ", "\n\n\n  \n\nx", " \u3000\u3000x", "x \u3000\u3002",
    "if (a && b) {\r\n    c += d;\r\n}\r\n", "def f(x):\n\treturn x[::-1]  # note\n\n\n", "\n  // comment /* more */ a/b //\n/\n", "(!?) ...\n\n\"x\" {}[]();=>",
    ".net @user #tag $5 a.b c_d __init__ -x +y=z ^|~`<>", "https://example.com/a?q=1&r=%20#x", "<table> </div>\n<|im_end|> <s></s>",
    "Stra\u00dfe K\u00f6ln na\u00efve \u00c9COLE \u00c9cole \u01c5ungla \u0391\u0392\u0393\u03b4\u03b5 \u041f\u0440\u0418\u0412\u0435\u0442", "e\u0301 \u0301x E\u0301A A\u0301b \u0301 .\u0301 1\u0301 \u0301\u0302AB \u0301\n",
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002ABC\u4e16\u754cabc \u4e16A", "\u3053\u3093\u306b\u3061\u306f\u30ab\u30bf\u30ab\u30ca\u30fc \ud55c\uad6d\uc5b4", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0928\u092e\u0938\u094d\u0924\u0947 \u0645\u0631\u062d\u0628\u0627 \u05e9\u05c1\u05dc\u05d5\u05dd",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308!", "\u200b\u200d\ufeff\u00ad \ue000x \u2581 \u02b0\u02b7 \u00aa\u00ba", "\u0000\u0001\u007f\u001b[0m \u001c\u001f x",
    "\uff21\uff22\uff43 \uff11\uff12 \uff01\uff1f \u2018q\u2019 \u201cq\u201d \u2014 \u2026", "the the  the   the    the", "xyzzyplugh Xyzzyplugh xyzzyplughs",
]

GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CASED = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+CONTRACTION"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*CONTRACTION"
    r"|NUMBER| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LATIN = (
    "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-Ֆ"
    "\u10a0-\u10c5\u13a0-\u13f5\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b\u1d6b-\u1d77\u1d79-\u1d9a"
    "\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe"
    "\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113\u2115"
    "\u2119-\u211d\u2124\u2126\u2128\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f\u2145-\u2149\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4"
    "\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d\ua680-\ua69b\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e\uab70-\uabbf\ufb00-\ufb06\ufb13-\ufb17"
    "\uff21-\uff3a\uff41-\uff5a\U00010400-\U0001044f\U000104b0-\U000104d3\U000104d8-\U000104fb\U00010c80-\U00010cb2\U00010cc0-\U00010cf2"
    "\U000118a0-\U000118df\U0001e900-\U0001e943]+"
)
# By the names that model files use: the expressions of the models' own tokenizer.json, one after the other.
RULES = {
    "llama-bpe": [GPT4],
    "qwen2": [GPT4.replace("{1,3}", "")],
    "qwen35": [GPT4.replace("{1,3}", "").replace(r"?\p{L}+", r"?[\p{L}\p{M}]+").replace(r"[^\s\p{L}\p{N}]", r"[^\s\p{L}\p{M}\p{N}]")],
    "minicpm5": [r"\p{N}{1,3}", GPT4.replace("{1,3}", "+")],
    "seed-coder": [GPT4.replace("{1,3}", "").replace(r"[^\s\p{L}\p{N}]+[\r\n]*", r"[^\s\p{L}\p{N}\r\n]+")],
    "ufakzeka": [GPT4.replace("{1,3}", "").replace("(?i:'s|'t|'re|'ve|'m|'ll|'d)|", "")],
    "laguna": [r"[^\n]+|[\n]+", GPT4.replace("{1,3}", "")],
    "gpt-4o": [CASED.replace("CONTRACTION", "(?i:'s|'t|'re|'ve|'m|'ll|'d)?").replace("NUMBER", r"\p{N}{1,3}")],
    "tekken": [CASED.replace("CONTRACTION", "").replace("NUMBER", r"\p{N}")],
    "deepseek-v3": [
        r"\p{N}{1,3}",
        "[一-龥\u3040-ゟ゠-ヿ]+",
        r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""",
    ],
    "deepseek-coder": [r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[一-龥\u0800-一가-\ud7ff]+", r"\p{N}"],
    "deepseek-llm": [r"[\r\n]", LATIN, "\\s?[!-/:-~！-／：-～‘-‟\u3000-。]+", r"\s+$", "[一-龥\u0800-一가-\ud7ff]+", r"\p{N}+"],
    "falcon": [r"[\p{P}\$\+<=>\^~\|`]+", GPT2, "[0-9][0-9][0-9]"],
    "bloom": [" ?[^(\\s|.,!?…。，、।۔،)]+"],
    "viking": [" ?[^(\\s|.,!?…。，、।۔،)]+", r"\p{N}"],
}
IGNORES_MERGES = {"llama-bpe", "minicpm5", "tekken"}


def byte_level_vocabulary():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    trainer = trainers.BpeTrainer(
        vocab_size=700, max_token_length=8, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator([line for line in CORPUS.splitlines(True) for _ in range(3)] + TEXTS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = model["vocab"]
    for whole in ["xyzzyplugh", "Ġxyzzyplugh", "ĠXyzzyplugh", "xyzzyplughs"]:
        vocabulary[whole] = len(vocabulary)
    return vocabulary, [tuple(merge) for merge in model["merges"]]


def byte_level(rule, vocabulary, merges):
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges, ignore_merges=rule in IGNORES_MERGES))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(expression), "isolated") for expression in RULES[rule]]
        + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    return lambda text: tokenizer.encode(text).ids


def sentence_piece():
    """The same pieces twice: with a space before a text, and without one."""
    file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS.splitlines() * 5), model_writer=file, model_type="bpe", vocab_size=700, byte_fallback=True,
        character_coverage=0.98, normalization_rule_name="identity", remove_extra_whitespaces=False, allow_whitespace_only_pieces=True,
        user_defined_symbols=["\n", "\n\n", "\n\n\n", "▁▁", "▁▁▁", "<table>", "</s>x"], minloglevel=2)
    model = sentencepiece_model_pb2.ModelProto.FromString(file.getvalue())
    processors = []
    for prefix in [True, False]:
        model.normalizer_spec.add_dummy_prefix = prefix
        processors.append(sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString()))
    return model, processors


def main():
    vocabulary, merges = byte_level_vocabulary()
    with open("splits-modern.json", "w") as file:
        write(file, {
            "source": "tokenizers (Python), see make_tokenizers.py", "tokens": sorted(vocabulary, key=vocabulary.get),
            "merges": [" ".join(merge) for merge in merges], "texts": TEXTS,
            "ids": {rule: [encode(text) for text in TEXTS] for rule in RULES for encode in [byte_level(rule, vocabulary, merges)]},
        })
    model, (prefixed, plain) = sentence_piece()
    with open("sentencepiece.json", "w") as file:
        write(file, {
            "source": "sentencepiece (Python), see make_tokenizers.py",
            # Model files spell user-defined tokens as they stand in a text.
            "tokens": [p.piece.replace("▁", " ") if p.type == p.USER_DEFINED else p.piece for p in model.pieces],
            "scores": [p.score for p in model.pieces], "types": [p.type for p in model.pieces], "texts": TEXTS,
            "prefixed": [prefixed.encode(text) for text in TEXTS], "plain": [plain.encode(text) for text in TEXTS],
        })


def write(file, content):
    json.dump(content, file, separators=(",", ":"))
    file.write("\n")


if __name__ == "__main__":
    main()
