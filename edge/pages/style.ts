/**
 * The one stylesheet of the pages: the app's tokens (style.test.ts holds them equal to pwa/ui/tokens.css), and little more.
 * On paper it is black on white.
 */
export const style = `:root{color-scheme:light dark;
--plate:#f2f4f3;--sheet:#ffffff;--sunk:#e6eae8;--ink:#12181b;--ink-soft:#47525a;--line:#cdd4d2;--line-strong:#7b878b;
--blue:#1d3a8a;--blue-soft:#e3e9f8;--on-blue:#ffffff;--good:#17633a;--good-soft:#dcf0e4;--warn:#7a4a00;--warn-soft:#fbedd2;
--bad:#a11d17;--bad-soft:#fae1df;--gap-s:0.5rem;--gap-m:1rem;--gap-l:1.5rem;--gap-xl:2.5rem;--radius:6px;--radius-s:4px;
--target:3.5rem;--target-s:2.75rem;
--sans:system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif}
@media (prefers-color-scheme:dark){:root{
--plate:#111416;--sheet:#1a1f22;--sunk:#0b0e0f;--ink:#eaeeed;--ink-soft:#a7b2b6;--line:#30383c;--line-strong:#6f7c82;
--blue:#9db7ff;--blue-soft:#1e2b4d;--on-blue:#0d1630;--good:#7fd6a2;--good-soft:#123322;--warn:#f0bf6a;--warn-soft:#3a2a0c;
--bad:#ff9c94;--bad-soft:#431915}}
*,*::before,*::after{box-sizing:border-box}
html{font:100%/1.5 var(--sans);font-variant-numeric:tabular-nums;color:var(--ink);background:var(--plate);text-size-adjust:100%}
body{margin:0;min-height:100vh;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.2;font-weight:650;margin:0 0 var(--gap-s)}h1{font-size:1.5rem}h2{font-size:1.1875rem}h3{font-size:1rem}
p{margin:0 0 var(--gap-s)}ul,ol{margin:0 0 var(--gap-s);padding-left:1.25rem}img{display:block;max-width:100%;height:auto}
a{color:var(--blue)}:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
.skip{position:absolute;left:-100vw}.skip:focus{left:var(--gap-s);top:var(--gap-s);background:var(--sheet);padding:var(--gap-s);z-index:1}
.top{background:var(--sheet);border-bottom:1px solid var(--line)}
.top nav,main{max-width:46rem;margin:0 auto;padding:0 var(--gap-m)}
.top nav{display:flex;flex-wrap:wrap;align-items:center;column-gap:var(--gap-l)}
.top a{display:inline-flex;align-items:center;min-height:var(--target-s);text-decoration:none}
.top a:first-child{font-weight:650;color:var(--ink);margin-right:auto}.top [aria-current]{text-decoration:underline}
main{padding-top:var(--gap-l);padding-bottom:var(--gap-xl)}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:var(--radius);padding:var(--gap-m);margin:0 0 var(--gap-m)}
.sheet>:last-child,.note>:last-child{margin-bottom:0}.soft{color:var(--ink-soft)}
.note{border-left:4px solid var(--blue);background:var(--blue-soft);padding:var(--gap-s) var(--gap-m);margin:0 0 var(--gap-m);border-radius:var(--radius-s)}
.note.good{border-color:var(--good);background:var(--good-soft)}.note.warn{border-color:var(--warn);background:var(--warn-soft)}
.note.bad{border-color:var(--bad);background:var(--bad-soft)}
.price{font-size:1.5rem;font-weight:650}
.chip{display:inline-block;padding:0.0625rem 0.5rem;border-radius:var(--radius-s);background:var(--blue-soft);color:var(--blue);font-weight:600}
.chip.good{background:var(--good-soft);color:var(--good)}.chip.warn{background:var(--warn-soft);color:var(--warn)}
.chip.bad{background:var(--bad-soft);color:var(--bad)}
form{margin:0}fieldset{border:0;margin:0 0 var(--gap-m);padding:0;min-width:0}legend,.label{font-weight:600;padding:0;display:block}
.field{margin:0 0 var(--gap-m)}.hint{color:var(--ink-soft);font-size:0.875rem;display:block}
.wrong{color:var(--bad);font-weight:600;display:block}
input,select,button{font:inherit;color:inherit}
input[type=text],input[type=email],input[type=number],input[type=file],select{width:100%;min-height:var(--target-s);padding:0.375rem 0.625rem;
background:var(--sheet);border:1px solid var(--line-strong);border-radius:var(--radius-s)}
[aria-invalid]{border:2px solid var(--bad)!important}
.choice{display:flex;gap:0.625rem;align-items:flex-start;min-height:var(--target-s);padding:0.375rem 0}
.choice input{width:1.375rem;height:1.375rem;flex:none;margin:0.0625rem 0 0;accent-color:var(--blue)}
.two{display:grid;gap:0 var(--gap-m);grid-template-columns:repeat(auto-fit,minmax(17rem,1fr))}
button,.button{display:inline-flex;align-items:center;justify-content:center;min-height:var(--target-s);padding:0.375rem var(--gap-m);cursor:pointer;
border:1px solid var(--line-strong);border-radius:var(--radius-s);background:var(--sheet);color:var(--ink);text-decoration:none;font-weight:600;text-align:center}
.main{min-height:var(--target);background:var(--blue);border-color:var(--blue);color:var(--on-blue);width:100%}
.row{display:flex;flex-wrap:wrap;gap:var(--gap-s);margin:0 0 var(--gap-s)}
summary{cursor:pointer;min-height:var(--target-s);padding:0.5rem 0;font-weight:600}
table{width:100%;border-collapse:collapse;margin:0 0 var(--gap-m)}caption{text-align:left;font-weight:600;padding-bottom:0.25rem}
th,td{text-align:left;font-weight:400;padding:0.375rem 0.5rem 0.375rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td:last-child,thead th:last-child{text-align:right;padding-right:0}thead th{font-weight:600}
.total th,.total td{font-weight:650;border-bottom:0;border-top:2px solid var(--ink)}
dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:0.25rem var(--gap-m);margin:0 0 var(--gap-m)}dt{color:var(--ink-soft)}dd{margin:0}
.part{display:grid;gap:0 var(--gap-m)}@media (min-width:40rem){.part{grid-template-columns:15rem 1fr}.main{width:auto;min-width:16rem}}
.picture{background:var(--sunk);border-radius:var(--radius-s)}
@media print{:root{--plate:#fff;--sheet:#fff;--ink:#000;--ink-soft:#333;--line:#999}.top,.noprint{display:none}
main{max-width:none;padding:0}.sheet{border:0;padding:0;break-inside:avoid}}
`;

/** A name for what it holds: the address changes with the text, so that it may be kept for long. */
export const styleVersion: string = [...style]
  .reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0, 2_166_136_261)
  .toString(36);
