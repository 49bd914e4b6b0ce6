/// The style sheet of the HTML report. Blue and orange of Okabe and Ito (2008), which the colour-blind tell apart; what colour says
/// is also said by shape, fill or a word. On paper always the light theme.
enum ReportStyle {
    static let css = """
        :root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --page: #ffffff; --panel: #f3f5f8; --line: #c9d1d9;
          --first: #0072b2; --second: #b34700; --plain: #9fb6c6; --band: #e6e1cf; --link: #0a58a8; }
        @media screen and (prefers-color-scheme: dark) {
          :root { --text: #e6e9ed; --soft: #a3adb8; --page: #14181d; --panel: #1f252c; --line: #3d4650;
            --first: #56b4e9; --second: #f0a030; --plain: #4d6472; --band: #3a382b; --link: #7cc0ff; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
        h2 { font-size: 1.25rem; margin: 2.5rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; overflow-wrap: anywhere; }
        p, ul { margin: .4rem 0 .8rem; } ul { padding-left: 1.3rem; } li { margin: .2rem 0; overflow-wrap: anywhere; }
        a { color: var(--link); } .claim { font-size: .75em; text-decoration: none; white-space: nowrap; }
        .verdict { background: var(--panel); border-left: .4rem solid var(--first); padding: .8rem 1.1rem; margin: 1.2rem 0; }
        .verdict.inconclusive, .verdict.noArmMeetsBar, .verdict.void { border-left-color: var(--second); }
        .state { margin: 0; color: var(--soft); } .headline { font-size: 1.45rem; font-weight: 650; line-height: 1.3; margin: .1rem 0 .4rem; }
        .facts { list-style: none; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 0 1.4rem; color: var(--soft); }
        .wide { overflow-x: auto; margin: .6rem 0 1.2rem; }
        table { border-collapse: collapse; width: 100%; font-size: .86rem; }
        caption { text-align: left; color: var(--soft); padding: 0 0 .4rem; }
        th, td { text-align: left; vertical-align: top; padding: .28rem .55rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
        tbody th { font-weight: 500; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        tr.front th, tr.front td { font-weight: 700; }
        td { overflow-wrap: anywhere; } td:not(.number) { min-width: 5.5rem; } td.number { overflow-wrap: normal; }
        .appendix { font-size: .72rem; } .appendix th, .appendix td { padding: .2rem .4rem; } tr:target { background: var(--panel); }
        figure { margin: .6rem 0; } svg { width: 100%; height: auto; max-width: 45rem; display: block; font: 13px system-ui, "DejaVu Sans", sans-serif; }
        svg text { fill: var(--text); } svg .tick { fill: var(--soft); font-size: 12px; } svg .strong { font-weight: 700; }
        svg .grid { stroke: var(--line); stroke-width: 1; } svg .band { fill: var(--band); }
        svg .reference { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 5 4; }
        svg .bar { fill: var(--first); } svg .bar.plain { fill: var(--plain); }
        svg .interval { stroke: var(--text); stroke-width: 1.6; }
        svg .mark { fill: var(--first); stroke: var(--text); stroke-width: 1.2; } svg .mark.hollow { fill: var(--page); }
        svg .curve { fill: none; stroke-width: 2; } svg .curve.first { stroke: var(--first); }
        svg .curve.second { stroke: var(--second); stroke-dasharray: 7 4; }
        svg .interval.first { stroke: var(--first); } svg .interval.second, svg .mark.second { stroke: var(--second); }
        svg .mark.first { stroke: var(--first); } svg .mark.second { fill: var(--page); stroke-width: 2; }
        article { margin: 1rem 0 1.6rem; } .note { color: var(--soft); font-size: .82rem; margin: .2rem 0; overflow-wrap: anywhere; }
        .answers { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .6rem; }
        .answer { background: var(--panel); border-top: .2rem solid var(--plain); padding: .4rem .7rem; }
        .answer.right { border-top-color: var(--first); } .answer.wrong { border-top-style: dashed; }
        h4 { font-size: .86rem; margin: 0; } h4 span { color: var(--soft); font-weight: 500; }
        blockquote { margin: .3rem 0; font-size: .88rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        pre { background: var(--panel); padding: .7rem .9rem; overflow-x: auto; font-size: .82rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        @page { size: A4; margin: 16mm 14mm; }
        @media print {
          body { font-size: 10.5pt; } main { max-width: none; padding: 0; } a { color: inherit; }
          .verdict, .answer, pre, svg, tr { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          h2, h3, caption { break-after: avoid; } .verdict, figure, .answer, tr { break-inside: avoid; }
          .wide { overflow: visible; } table { font-size: 8.5pt; } .appendix { font-size: 7pt; }
          .answers { grid-template-columns: repeat(4, 1fr); gap: 2mm; } .answer { padding: 1mm 2mm; }
          .answer h4, .answer .note, blockquote { font-size: 7.5pt; line-height: 1.35; } }
        """
}
