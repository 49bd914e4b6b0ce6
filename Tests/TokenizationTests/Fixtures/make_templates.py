"""Writes templates.json and constructs.json: what Jinja makes of templates, set up as transformers' `apply_chat_template` sets it up.

Needs jinja2 (3.1.6). The templates are written for these tests, in the formats and with the constructs of well-known models.

    python3 make_templates.py
"""
import json
import pathlib

import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Generation(Extension):
    """transformers' `{% generation %}`, which marks what is trained."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("support"), [], [], body).set_lineno(line)

    def support(self, caller):
        return caller()


def refuse(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = refuse
environment.globals["strftime_now"] = lambda form: __import__("datetime").datetime(2024, 7, 26).strftime(form)


def turn(role, content):
    return {"role": role, "content": content}


CONVERSATIONS = [
    [turn("user", "Hello")],
    [turn("system", "Be brief."), turn("user", "One?"), turn("assistant", "First."), turn("user", "Two?")],
    [turn("user", "Hi"), turn("assistant", "Ho"), turn("user", "Grüße, 世界 🙂"), turn("assistant", "“naïve” — e\u0301")],
    [turn("user", "<|im_end|></s>[/INST]<end_of_turn><|eot_id|> {{ x }} {% if %}")],
    [turn("system", "  in front \n"), turn("user", "  lead\n\n"), turn("assistant", "\n\nback \t"), turn("user", "\tagain\r\n")],
    [turn("user", ""), turn("assistant", ""), turn("user", "x")],
    [turn("user", "q"), turn("assistant", "<think>\nbecause\n</think>\n\nanswer"), turn("user", "w")],
]

TEMPLATES = [
    ("ChatML", "", "<|im_end|>", """{% for m in messages %}
{% if loop.first and m.role != 'system' %}{{ '<|im_start|>system\\nYou are kind - and brief.<|im_end|>\\n' }}{% endif %}
{{- '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>' + '\\n' -}}
{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""),
    # Tools, and thoughts that are dropped once they are past.
    ("ChatML", "", "<|im_end|>", """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- for tool in tools %}{{ tool | tojson }}{% endfor %}
    {{- '<|im_end|>\\n' }}
{%- elif messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set ns = namespace(last=messages|length - 1, seeking=true) %}
{%- for m in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.seeking and m.role == "user" and m.content is string and not (m.content.startswith('<tool_response>')) %}
        {%- set ns.seeking = false %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for m in messages %}
    {%- if m.role == "user" or (m.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' + '\\n' }}
    {%- elif m.role == "assistant" %}
        {%- set thought = '' %}
        {%- set said = m.content %}
        {%- if m.reasoning_content is string %}
            {%- set thought = m.reasoning_content %}
        {%- elif '</think>' in said %}
            {%- set thought = said.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set said = said.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {{- '<|im_start|>' + m.role + '\\n' }}
        {%- if loop.index0 > ns.last and (loop.last or thought) %}
            {{- '<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' }}
        {%- endif %}
        {{- said + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""),
    ("Llama 3", "<|begin_of_text|>", "<|eot_id|>", """{%- if not date is defined %}{% set date = strftime_now("%d %b %Y") %}{% endif %}
{{- bos_token }}
{%- if messages[0]['role'] == 'system' %}
    {%- set system = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\nToday: " + date + "\\n\\n" + system + "<|eot_id|>" }}
{%- for m in messages %}
    {%- if not (m.role == 'tool' or 'tool_calls' in m) %}
        {{- '<|start_header_id|>' + m['role'] + '<|end_header_id|>\\n\\n' + m['content'] | trim + '<|eot_id|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}"""),
    ("Gemma", "<bos>", "<eos>", """{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}
{% for m in messages %}
{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}
{% set role = 'model' if m['role'] == 'assistant' else m['role'] %}
{{ '<start_of_turn>' + role + '\\n' + m['content'] | trim + '<end_of_turn>\\n' }}
{%- endfor %}
{% if add_generation_prompt %}{{'<start_of_turn>model\\n'}}{% endif %}"""),
    # The system text goes into the first user turn; contents may come in parts.
    ("Gemma", "<bos>", "<eos>", """{{ bos_token }}
{%- set before = "" -%}
{%- set turns = messages -%}
{%- if messages[0]['role'] == 'system' -%}
    {%- set before = messages[0]['content'] + '\\n\\n' -%}
    {%- set turns = messages[1:] -%}
{%- endif -%}
{%- for m in turns -%}
    {{ '<start_of_turn>' + ("model" if m['role'] == 'assistant' else m['role']) + '\\n' + (before if loop.first else "") }}
    {%- if m['content'] is string -%}{{ m['content'] | trim }}
    {%- elif m['content'] is iterable -%}{%- for part in m['content'] -%}{{ part['text'] | trim }}{%- endfor -%}
    {%- else -%}{{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end_of_turn>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\\n' }}{%- endif -%}"""),
    ("Mistral", "<s>", "</s>", """{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}
{{ '[INST] ' + m['content'] + ' [/INST]' }}{% elif m['role'] == 'assistant' %}{{ ' ' + m['content'] + eos_token }}
{%- else %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}"""),
    # The system text goes into the last user turn.
    ("Mistral", "<s>", "</s>", """{%- if messages[0]["role"] == "system" %}
    {%- set system = messages[0]["content"] %}{%- set turns = messages[1:] %}
{%- else %}
    {%- set turns = messages %}
{%- endif %}
{%- set users = turns | selectattr("role", "equalto", "user") | list %}
{{- bos_token }}
{%- for m in turns %}
    {%- if m["role"] == "user" %}
        {%- if system is defined and m == users[-1] %}{{- "[INST]" + system + "\\n\\n" + m["content"] + "[/INST]" }}
        {%- else %}{{- "[INST]" + m["content"] + "[/INST]" }}{%- endif %}
    {%- else %}{{- m["content"] + eos_token }}{%- endif %}
{%- endfor %}"""),
    ("Mistral", "<s>", "</s>", """{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}
{{ '[SYSTEM_PROMPT] ' ~ m.content ~ '[/SYSTEM_PROMPT]' }}{% elif m.role == 'user' %}{{ '[INST] ' ~ m.content ~ '[/INST]' }}
{%- else %}{{ ' ' ~ m.content ~ eos_token }}{% endif %}{% endfor %}"""),
    ("Phi-3", "<s>", "<|endoftext|>", """{% for m in messages %}{{ '<|' + m['role'] + '|>' + '\\n' + m['content'] + '<|end|>' + '\\n' }}{% endfor %}
{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% else %}{{ eos_token }}{% endif %}"""),
    ("Phi-4", "", "<|im_end|>", """{% for m in messages %}{{ '<|im_start|>' ~ m.role ~ '<|im_sep|>' ~ m.content ~ '<|im_end|>' }}{% endfor %}
{% if add_generation_prompt %}{{ '<|im_start|>assistant<|im_sep|>' }}{% endif %}"""),
    ("Llama 2", "<s>", "</s>", """{% if messages[0].role == 'system' %}{% set turns, system = messages[1:], messages[0].content %}
{% else %}{% set turns, system = messages, none %}{% endif %}
{% for m in turns %}{% if loop.index0 == 0 and system is not none %}{% set text = '<<SYS>>\\n' + system + '\\n<</SYS>>\\n\\n' + m.content %}
{% else %}{% set text = m.content %}{% endif %}{% if m.role == 'user' %}{{ bos_token + '[INST] ' + text.strip() + ' [/INST]' }}
{%- else %}{{ ' ' + text.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"""),
    ("DeepSeek", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", """{{ bos_token }}{% set ns = namespace(system='') %}
{%- for m in messages if m.role == 'system' %}{% set ns.system = ns.system + m.content %}{% endfor %}{{ ns.system }}
{%- for m in messages %}{% if m.role == 'user' %}{{ '<｜User｜>' + m.content }}{% elif m.role == 'assistant' %}
{% set c = m.content %}{% if '</think>' in c %}{% set c = c.split('</think>')[-1] %}{% endif %}
{{ '<｜Assistant｜>' + c + eos_token }}{% endif %}{% endfor -%}
{% if add_generation_prompt %}{{ '<｜Assistant｜>' }}{% endif %}"""),
    ("ChatML", "", "<|im_end|>", """{% for m in messages %}<|im_start|>{{ m.role + '\n' }}{% if m.role == 'assistant' %}
{% generation %}{{ m.content + '<|im_end|>' }}{% endgeneration %}{% else %}{{ m.content + '<|im_end|>' }}{% endif %}{{ '\\n' }}{% endfor %}
{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"""),
]


def rendered(source, **variables):
    try:
        return {"text": environment.from_string(source).render(**variables)}
    except Exception as error:  # What it is does not matter: the answer is "no".
        return {"error": str(error)}


def families():
    for family, begin, end, source in TEMPLATES:
        cases = []
        for messages in CONVERSATIONS:
            for prompt in (False, True):
                result = rendered(
                    source, messages=messages, tools=None, documents=None, add_generation_prompt=prompt, bos_token=begin, eos_token=end)
                cases.append({"messages": messages, "prompt": prompt, **result})
        yield {"family": family, "template": source, "begin": begin, "end": end, "cases": cases}


CONSTRUCTS = [
    # Values and their notation.
    "{{ 1 }} {{ -2 }} {{ 1_000 }} {{ 1.5 }} {{ true }} {{ False }} {{ none }} {{ nothing }}|", "{{ [1, 'a', none, 1.0] }}{{ (1,) }}{{ () }}",
    "{{ {'a': [1], \"b's\": 'c\\n'} }}", "{{ 'a' 'b' \"c\" }}", r"{{ 'tab\t \x41 é \q \\ \'' }}", "{{ 1, 2 }}", "{{ ['é\u200b\u00a0', 'a\"b\\'c'] }}",
    # Operators.
    "{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 * 3.5 }} {{ 1 - -1 }} {{ + 3 }} {{ true + 1 }}",
    "{{ 'ab' * 3 }}|{{ 2 * 'x' }}|{{ 'x' * -1 }}", "{{ 'a' ~ 1 ~ none ~ true ~ 1.0 }}", "{{ 1 + 2 * 3 - 4 ~ 5 }}", "{{ [1] + [2] }}",
    "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ 'a' == 1 }} {{ [1] == [1] }} {{ {'a': 1} == {'a': 1} }}",
    "{{ 'b' in 'abc' }} {{ 'z' not in 'abc' }} {{ 2 in [1, 2] }} {{ 'k' in {'k': 1} }} {{ '' in 'a' }} {{ 'x' in nothing }}",
    "{{ not 1 == 2 }} {{ 1 and 0 or 'x' }} {{ none or '' or [] }} {{ '' and 1 }}", "{{ 'y' if 1 else 'n' }}{{ 'y' if 0 }}{{ 'a' if 0 else 'b' if 0 else 'c' }}",
    "{{ 1 + 'a' }}", "{{ 1 / 0 }}", "{{ nothing + 1 }}", "{{ 1 < 'a' }}", "{{ nothing.a }}", "{{ nothing.a.b }}", "{{ none.a }}|{{ 'x'.a }}|{{ 1 .a }}",
    # Items and slices.
    "{% set s = 'añb🙂c' %}{{ s[0] }}{{ s[-1] }}{{ s[9] }}{{ s[1:3] }}{{ s[:-1] }}{{ s[::-1] }}{{ s[::2] }}{{ s[3:1:-1] }}{{ s[-9:9] }}{{ s|length }}",
    "{% set l = [1, 2, 3, 4] %}{{ l[0] }}{{ l[-1] }}{{ l[9] }}{{ l[1:] }}{{ l[::-1] }}{{ l[::2] }}{{ l[:-1] }}{{ l[2:0:-1] }}{{ l['a'] }}{{ l.0 }}",
    "{% set d = {'a': {'b': 1}} %}{{ d.a.b }}{{ d['a']['b'] }}{{ d.x }}{{ d.get('a') }}{{ d.get('x') }}{{ d.get('x', 2) }}{{ d.keys()|list }}{{ d.items()|list }}",
    "{{ [1, 2][1] }}{{ 'abc'[1] }}{{ {'a': 1}['a'] }}", "{{ 'ab'[1:]|upper }}",
    # White space.
    "a\n{% if true %}\n  b\n{% endif %}\nc\n", "a\n   {% if true %}   \n  b\n   {% endif %}   c", "a  {%- if true -%}  b  {%- endif -%}  c", "  {{ 1 }}  \n  {{- 2 -}}  \n 3",
    "a\n  {%+ if true %}b{% endif +%}\nc", "a {# no #}\n b\n  {# c #}\n  {#- d -#}\n e", "{% if true %}\n\n x{% endif %}", "a\r\nb\rc\n\n", "x {%- set a = 1 %}\n  y", "\n\n{% set a = 1 %}\n\n{{ a }}\n",
    # Loops.
    "{% for i in [1, 2, 3] %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }};{% endfor %}",
    "{% for i in [] %}x{% else %}none{% endfor %}{% for i in nothing %}x{% else %}none{% endfor %}", "{% for a, b in [(1, 2), [3, 4]] %}{{ a }}-{{ b }};{% endfor %}",
    "{% for k, v in {'x': 1, 'y': 2}.items() %}{{ k }}={{ v }};{% endfor %}{% for k in {'x': 1} %}{{ k }}{% endfor %}{% for c in 'aé' %}{{ c }}.{% endfor %}",
    "{% for i in range(10) if i % 2 %}{{ i }}{{ loop.index }}{{ loop.last }} {% endfor %}", "{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in [1, 2] %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem is defined }}{% endfor %}", "{% set x = 1 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}",
    "{% set n = namespace(x=1) %}{% for i in [1, 2] %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}{{ n.y }}", "{% for i in 5 %}{% endfor %}", "{{ range(3)|list }}{{ range(5, 1, -2)|list }}",
    "{% for i in [1] %}{% for j in [2, 3] %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}", "{% if 0 %}a{% elif 1 %}b{% else %}c{% endif %}",
    # Variables and macros.
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set c %}<{{ a }}>{% endset %}{{ c }}{{ c|length }}", "{% set x | trim | upper %}  a  {% endset %}{{ x }}", "{% filter upper %}a{{ 'b' }}{% endfilter %}",
    "{% macro f(a, b=2) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{% set c = 3 %}{{ f(1) }}{{ f(1, 4) }}{{ f(b=5, a=6) }}{{ f() }}", "{% macro f(x) %}{% if x %}{{ x }}{{ f(x - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
    "{% for i in [1] %}{{ g() }}{% endfor %}", "{% macro g() %}{{ i }}|{{ y }}{% endmacro %}{% set y = 1 %}{% for i in [7] %}{{ g() }}{% endfor %}", "{{ dict(a=1) }}{{ dict(a=1).a }}",
    # Filters.
    "{{ '  a b '|trim }}|{{ 'xax'|trim('x') }}|{{ 'aB c'|upper }}{{ 'aB'|lower }}{{ 'aB cD'|capitalize }}{{ 'aB-cD e'|title }}{{ 5|string + '1' }}",
    "{{ [1, 2]|join(', ') }}{{ 'abc'|join('-') }}{{ [{'a': 1}, {'a': 2}]|join('+', attribute='a') }}", "{{ [3, 1]|first }}{{ [3, 1]|last }}{{ []|first }}{{ 'ab'|first }}{{ 'ab'|list }}{{ {'a': 1}|list }}",
    "{{ nothing|default('d') }}{{ ''|default('d') }}{{ ''|default('d', true) }}{{ none|d('x') }}{{ nothing|default }}", "{{ 'aXbX'|replace('X', '-') }}{{ 'aXbX'|replace('X', '-', 1) }}",
    "{{ [1, 'é\\n', {'b': none, 'a': true}, 1.5]|tojson }}{{ {'b': 1, 'a': [1, {}]}|tojson(indent=2) }}{{ []|tojson(indent=2) }}{{ {'b': 1, 'a': 2}|tojson(sort_keys=true) }}{{ [1, 2]|tojson(separators=(',', ':')) }}",
    "{{ [{'r': 'u', 'c': 1}, {'r': 'a', 'c': 2}]|selectattr('r', 'equalto', 'u')|map(attribute='c')|list }}{{ [{'r': 1}, {}]|selectattr('r', 'defined')|list|length }}{{ [{'r': 1}, {'r': 0}]|rejectattr('r')|list }}",
    "{{ [1, none, 2]|select|list }}{{ [1, 2, 3]|reject('odd')|list }}{{ ['a', 'b']|map('upper')|join }}{{ [{'f': {'n': 'x'}}]|map(attribute='f.n')|list }}{{ [{}]|map(attribute='z', default='q')|list }}",
    "{{ 'a\\nb\\n\\nc'|indent }}|{{ 'a\\nb'|indent(2, true) }}|{{ 'a\\n'|indent(1) }}", "{{ '12'|int + 1 }}{{ 'x'|int }}{{ 'x'|int(7) }}{{ '1.5'|float }}{{ -3|abs }}{{ 3.7|int }}",
    "{{ [2, 1, 3]|sort }}{{ ['b', 'A']|sort }}{{ [1, 2]|sort(reverse=true) }}{{ [1, 1, 2]|unique|list }}{{ [1, 2]|reverse|list }}{{ 'ab'|reverse }}{{ [1, 2]|sum }}{{ [2, 1]|min }}{{ [2, 1]|max }}",
    "{{ {'b': 1, 'A': 2}|dictsort }}{{ {'b': 1}|items|list }}{{ nothing|items|list }}{{ nothing|length }}{{ nothing|trim }}{{ 'x'|safe }}{{ [1, 2]|count }}", "{{ none|length }}", "{{ 1|join }}", "{{ nothing|tojson }}",
    "{{ (messages|selectattr('role', '==', 'user')|list)|length }}{{ 'y' if messages|selectattr('role', '==', 'zz') else 'n' }}", "{{ messages|map(attribute='role')|list }}{{ none|selectattr('a')|list }}",
    # Methods.
    "{{ ' a '.strip() }}|{{ 'xxa'.lstrip('x') }}|{{ 'axx'.rstrip('x') }}|{{ 'a,b,,c'.split(',') }}{{ ' a  b '.split() }}{{ 'a,b,c'.split(',', 1) }}{{ 'a,b,c'.rsplit(',', 1) }}{{ ''.split(',') }}{{ ''.split() }}",
    "{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith('bc') }}{{ 'abc'.startswith(('x', 'a')) }}{{ 'abc'.replace('b', 'X') }}{{ 'aB'.upper() }}{{ 'aB'.lower() }}{{ 'aB c'.title() }}{{ \"it's aB\".title() }}{{ 'aB'.capitalize() }}",
    "{{ 'añb'.find('b') }}{{ 'abc'.find('z') }}{{ 'abab'.count('ab') }}{{ '-'.join(['a', 'b']) }}{{ 'a\\nb\\r\\nc\\n'.splitlines() }}{{ 'abc'.removeprefix('a') }}{{ 'abc'.removesuffix('c') }}{{ '12'.isdigit() }}",
    # Tests.
    "{{ nothing is defined }}{{ 1 is defined }}{{ nothing is undefined }}{{ none is none }}{{ 'a' is string }}{{ {} is mapping }}{{ [] is iterable }}{{ 'a' is iterable }}{{ 1 is iterable }}{{ [] is sequence }}{{ {} is sequence }}",
    "{{ 1 is number }}{{ true is number }}{{ 1.0 is float }}{{ 1 is integer }}{{ true is integer }}{{ true is boolean }}{{ true is true }}{{ 1 is true }}{{ false is false }}{{ 4 is even }}{{ 3 is odd }}{{ 9 is divisibleby 3 }}{{ 9 is divisibleby(2) }}",
    "{{ 1 is eq 1 }}{{ 1 is ne(2) }}{{ 1 is in [1] }}{{ 1 is not none }}{{ not nothing is defined }}{{ 'a' is not string or 1 }}{{ none is sameas none }}{{ 'AB' is upper }}{{ 'ab' is lower }}{{ range is callable }}{{ 1 + 1 is eq 2 }}",
    # Functions.
    "{{ strftime_now('%Y-%m-%d %d %B %b %A %a %H:%M:%S %p %I %-d %y %%') }}", "{{ raise_exception('stop here') }}", "{% if not add is defined %}{% set add = true %}{% endif %}{{ add }}",
]


def constructs():
    messages = [turn("system", "S"), turn("user", "U"), turn("assistant", "A"), turn("user", "V")]
    for source in CONSTRUCTS:
        yield {"template": source, **rendered(source, messages=messages)}


folder = pathlib.Path(__file__).parent
for name, make in [("templates.json", families), ("constructs.json", constructs)]:
    (folder / name).write_text(json.dumps(list(make()), ensure_ascii=False, indent=1) + "\n")
