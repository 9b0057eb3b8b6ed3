"""Texts that must never act, wherever they are shown."""

from __future__ import annotations

NASTY = (
    "<script>document.title='gone'</script>",
    "<img src=x onerror=alert(1)> </td></table></main>",
    "--> <!-- figure: timeline -->",
    "[text](http://x.invalid) ![](http://x.invalid/p.png) <http://x.invalid> www.x.invalid",
    "**bold** _it_ `code` ~~no~~ | a | b | # head > quote \\ \\\\ &amp; &#60; &lt;script&gt;",
    "{{ 7*7 }} {% raw %} {# c #} ${7*7} {7*7}",
    '#eval("1+1") #import "@preview/x:1.0.0" #read("/etc/passwd") $x^2$ @ref <label> = head',
    '"); panic("out") ; #("',
    '\\u{41} \\n \\" //comment /* comment */ -- --- ~ ...',
    '{ HYPERLINK "http://x.invalid" } { INCLUDETEXT "/etc/passwd" } {PAGE} «MERGEFIELD x» '
    "{{r x}} {%p if x %}",
    "<w:p><w:r><w:t>x</w:t></w:r></w:p> ]]> <?xml version='1.0'?>",
    "1. one",
    "1) one",
    "- one",
    "\x01- one \x00 \x1b[31m \ufffe \x7f",
    "1\x01. one",
    "'; } body { background: url(http://x.invalid) } </style>",
)
