//! The stylesheet every page starts from: tokens with defaults, then what the kinds on the page need.
//!
//! All of it stands in the cascade layer `b`, so a document's own rules win whatever their specificity. Alignment of
//! buttons and pictures follows two custom properties: `--ta` comes with `text-align` and is inherited by what
//! stands inside, `--ai` comes with `align-items` and reaches direct children only.

use std::collections::BTreeSet;

use crate::document::Kind;

/// Tokens every page has, unless its document sets them: id and value.
pub const TOKENS: &[(&str, &str)] = &[
    ("primary", "#2f5bea"),
    ("on-primary", "#fff"),
    ("bg", "#fff"),
    ("surface", "#f5f7fa"),
    ("text", "#141a26"),
    ("muted", "#52607a"),
    ("border", "#dfe4ec"),
    ("radius", "10px"),
    ("width", "1120px"),
    ("font-body", "system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"Noto Sans Thai\",sans-serif"),
    ("font-heading", "var(--font-body)"),
    ("size-h1", "clamp(2.35rem,1.5rem + 3.6vw,3.9rem)"),
    ("size-h2", "clamp(1.75rem,1.3rem + 1.9vw,2.6rem)"),
    ("size-h3", "1.3rem"),
    ("size-text", "1.0625rem"),
    ("space-section", "clamp(3.5rem,8vw,6.5rem)"),
    ("space-gap", "1.25rem"),
];

const COMMON: &str = "*,::before,::after{box-sizing:border-box}\
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:5rem}\
body{margin:0;background:var(--bg);color:var(--text);font:400 var(--size-text)/1.65 var(--font-body);-webkit-font-smoothing:antialiased;overflow-wrap:break-word}\
h1,h2,h3,h4,h5,h6,p,ul,ol,figure{margin:0}\
img{display:block;max-width:100%;height:auto;object-fit:cover}\
a{color:inherit}\
:focus-visible{outline:3px solid var(--primary);outline-offset:3px}\
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}*{transition:none!important}}\
.section,.box,.col,.form,.footer,.answer,.card,.tile,.tab-p,.popup{display:flex;flex-direction:column;gap:var(--space-gap);min-width:0;--ai:initial}\
main>:not(.section,.popup,.nav,.footer){margin:1.5rem max(1.25rem,calc(50% - var(--width)/2))}";

const SECTION: &str = ".section{padding:var(--space-section) max(1.25rem,calc(50% - var(--width)/2))}";
const COLUMNS: &str = ".cols{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:clamp(1.5rem,3vw,2.5rem);--ai:initial}";
const HEADING: &str = ".h{font-family:var(--font-heading);font-weight:700;line-height:1.15;letter-spacing:-.02em;text-wrap:balance}\
h1.h{font-size:var(--size-h1);line-height:1.08;letter-spacing:-.03em}\
h2.h{font-size:var(--size-h2)}h3.h{font-size:var(--size-h3);line-height:1.3;letter-spacing:-.01em}\
h4.h{font-size:1.1rem}h5.h{font-size:1rem}h6.h{font-size:.9rem}\
:lang(vi) .h,:lang(th) .h{line-height:1.3;letter-spacing:-.01em}";
const RICH: &str = ".rt{max-width:68ch;align-self:var(--ai,var(--ta,auto))}.rt>*+*{margin-top:.8em}.rt ul,.rt ol{padding-left:1.3em;text-align:left}.rt li>ul,.rt li>ol{margin-top:.2em}\
.rt h2,.rt h3,.rt h4{font-family:var(--font-heading);line-height:1.25;letter-spacing:-.01em}.rt h2{font-size:1.6em}.rt h3{font-size:1.3em}.rt h4{font-size:1.1em}.rt>*+:is(h2,h3,h4){margin-top:1.3em}\
.rt .a-start{text-align:start}.rt .a-center{text-align:center}.rt .a-end{text-align:end}.rt .a-justify{text-align:justify}.rt :is(ul,ol):is(.a-center,.a-end){list-style-position:inside;padding:0}\
.rt code{padding:.1em .3em;border-radius:.3em;background:color-mix(in srgb,currentColor 9%,transparent);font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\
.lead{font-size:clamp(1.1rem,1rem + .5vw,1.3rem);line-height:1.6}\
.small{font-size:.9rem}\
.big{font-size:clamp(1.9rem,1.5rem + 1.6vw,2.6rem);font-weight:700;line-height:1.15;letter-spacing:-.02em}\
.eyebrow{font-size:.85rem;font-weight:650;letter-spacing:.08em;text-transform:uppercase;color:var(--primary)}\
:lang(th) .eyebrow{letter-spacing:0;font-size:.95rem}";
const IMAGE: &str = ".img{align-self:var(--ai,var(--ta,flex-start));max-width:100%}a.img{display:block}\
.img>img,.img>a>img{width:100%;border-radius:inherit;object-fit:inherit;object-position:inherit}figcaption{margin-top:.6rem;font-size:.9rem;color:var(--muted)}";
const BUTTON: &str = ".btn{display:inline-flex;align-items:center;justify-content:center;align-self:var(--ai,var(--ta,flex-start));justify-self:var(--ta,start);min-height:2.9rem;padding:.7rem 1.5rem;border:1.5px solid transparent;border-radius:var(--radius);background:var(--primary);color:var(--on-primary);font:600 1rem/1.4 var(--font-body);text-align:center;text-decoration:none;cursor:pointer;transition:filter .15s,transform .15s}\
.btn:hover{filter:brightness(1.1)}.btn:active{transform:translateY(1px)}\
.btn-outline{background:none;color:inherit;border-color:color-mix(in srgb,currentColor 35%,transparent)}\
.btn-outline:hover{border-color:currentColor}\
.btn-ghost{background:none;color:inherit;padding-inline:.75rem}.btn-ghost:hover{text-decoration:underline}\
.btn-light{background:#fff;color:#141a26}.btn-light:hover{filter:brightness(.95)}";
const LINK: &str = ".link{align-self:var(--ai,var(--ta,flex-start));text-underline-offset:.2em}.link:hover{text-decoration-thickness:2px}\
.card{align-self:auto;text-decoration:none}";
const LIST: &str = ".list{display:flex;flex-direction:column;gap:.65rem;padding-left:1.35em;text-align:left;align-self:var(--ai,var(--ta,auto))}\
.list-check,.list-none{padding:0;list-style:none}\
.list-check>li{position:relative;padding-left:1.9em}\
.list-check>li::before{content:\"\";position:absolute;left:.2em;top:.35em;width:.85em;height:.45em;border:solid color-mix(in srgb,var(--primary) 50%,currentColor);border-width:0 0 2.5px 2.5px;transform:rotate(-45deg)}";
const DIVIDER: &str = ".divider{width:100%;height:1px;margin:.5rem 0;border:0;background:var(--border)}";
const SPACER: &str = ".spacer{height:2.5rem;flex:none}";
const NAVBAR: &str = ".nav{display:flex;align-items:center;justify-content:space-between;gap:1.5rem;min-height:4.25rem;padding:.6rem max(1.25rem,calc(50% - var(--width)/2));background:var(--bg)}\
.sticky{position:sticky;top:0;z-index:10;border-bottom:1px solid var(--border)}\
.brand{display:flex;align-items:center;gap:.6rem;font:700 1.15rem/1.3 var(--font-heading);letter-spacing:-.01em;text-decoration:none}\
.brand img{max-height:2.25rem;width:auto}\
.links{display:flex;position:static;inset:auto;flex-wrap:wrap;align-items:center;gap:.5rem 1.6rem;width:auto;height:auto;margin:0;padding:0;border:0;background:none;color:inherit;overflow:visible;--ai:center}\
.links .link{text-decoration:none;font-size:1rem;padding:.35rem 0}.links .link:hover{text-decoration:underline}\
.links .btn{min-height:2.5rem;padding:.45rem 1.1rem}\
.menu{display:none;width:2.75rem;height:2.75rem;padding:0;border:1px solid var(--border);border-radius:var(--radius);background:none;color:inherit;cursor:pointer}\
.menu::before{content:\"\";display:block;width:1.15rem;height:.7rem;margin:auto;border:solid currentColor;border-width:2px 0;background:linear-gradient(currentColor,currentColor) center/100% 2px no-repeat}\
@media(max-width:767px){@supports selector(:popover-open){.menu{display:block}\
.links[popover]:not(:popover-open){display:none}\
.links[popover]{position:fixed;inset:4.25rem .75rem auto .75rem;flex-direction:column;align-items:stretch;gap:.35rem;padding:1rem 1.25rem;border:1px solid var(--border);border-radius:calc(var(--radius) + 4px);background:var(--bg);color:var(--text);box-shadow:0 18px 50px rgb(0 0 0/.22)}\
.links[popover] .link{padding:.6rem 0}}}";
const FOOTER: &str = ".footer{padding:clamp(2rem,5vw,3.5rem) max(1.25rem,calc(50% - var(--width)/2));background:var(--surface);color:var(--muted);font-size:.95rem}.footer .link{text-decoration:none}.footer .link:hover{text-decoration:underline}";
const FAQ: &str = ".faq{display:flex;flex-direction:column;width:100%;max-width:48rem;align-self:var(--ai,var(--ta,auto));text-align:left}.faq>*{--ta:initial}\
.qa{border-bottom:1px solid var(--border)}\
.qa>summary{display:flex;justify-content:space-between;gap:1rem;padding:1.1rem 0;font-weight:600;cursor:pointer;list-style:none}\
.qa>summary::-webkit-details-marker{display:none}\
.qa>summary::after{content:\"\";flex:none;width:.6em;height:.6em;margin:.35em .3em 0 0;border:solid currentColor;border-width:0 2px 2px 0;transform:rotate(45deg);transition:transform .15s}\
.qa[open]>summary::after{transform:translateY(.25em) rotate(225deg)}\
.answer{padding:0 0 1.25rem;opacity:.9}";
const FORM: &str = ".form{width:100%;max-width:36rem;padding:clamp(1.25rem,3vw,2rem);border:1px solid var(--border);border-radius:calc(var(--radius) + 4px);background:var(--bg);color:var(--text);text-align:left;align-self:var(--ai,var(--ta,auto))}.form>*{--ta:initial}\
.field{display:flex;flex-direction:column;gap:.4rem;width:100%}\
.field>label{font-size:.95rem;font-weight:600}\
.field>input,.field>textarea,.field>select{width:100%;min-height:2.9rem;padding:.65rem .85rem;border:1px solid color-mix(in srgb,var(--text) 50%,var(--bg));border-radius:calc(var(--radius)*.7);background:var(--bg);color:var(--text);font:inherit}\
.field>textarea{resize:vertical}\
.field ::placeholder{color:var(--muted);opacity:1}\
.check{flex-direction:row;align-items:flex-start;gap:.65rem}.check>input{width:1.15rem;min-height:1.15rem;height:1.15rem;margin:.2rem 0 0;flex:none;accent-color:var(--primary)}.check>label{font-weight:400}\
.req{color:#b42318}\
.trap{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\
.sent{display:none;padding:1rem 1.1rem;border-radius:var(--radius);background:#e7f6ec;color:#14532d;font-weight:600}\
.sent:target{display:block}.form:has(.sent:target)>:not(.sent){display:none}";
const HERO: &str = ".hero-center{align-items:center;text-align:center}.hero-center>*{--ta:center}.hero-center>.box{justify-content:center}\
.hero-cover{justify-content:center;min-height:min(44rem,85svh)}\
@media(min-width:768px){.hero-split{display:grid;grid-template-columns:minmax(0,1.1fr) minmax(0,.9fr);align-items:center;gap:clamp(2rem,5vw,4.5rem)}.hero-split>*{align-self:center}}";
const GRID: &str = ".grid{display:grid;--g:clamp(1.25rem,2.5vw,2rem);gap:var(--g);grid-template-columns:repeat(auto-fit,minmax(max(min(100%,var(--m,14rem)),(100% - (var(--n) - 1)*var(--g))/var(--n)),1fr));text-align:left;--ai:initial}.grid>*{--ta:initial}\
.g1{--n:1}.g2{--n:2}.g3{--n:3}.g4{--n:4;--m:11rem}.g5{--n:5;--m:9rem}.g6{--n:6;--m:8rem}\
.tile{gap:.75rem;margin:0}\
.cards>*,.plan{padding:clamp(1.25rem,2.5vw,2rem);border:1px solid var(--border);border-radius:calc(var(--radius) + 6px);background:var(--bg);color:var(--text)}\
*+.grid,*+.carousel{margin-top:.75rem}.quote>:last-child{margin-top:auto}.stars{color:#b45309;letter-spacing:.12em}\
.plan>.btn{align-self:stretch}.plan>.btn:last-child{margin-top:auto}.top{border:2px solid var(--primary);box-shadow:0 12px 40px rgb(0 0 0/.1)}\
.stats,.team{text-align:center}.stats>*>*,.team>*>*{--ta:center}.stat{gap:.25rem}\
@media(max-width:56em){.g4{grid-template-columns:repeat(auto-fit,minmax(max(min(100%,var(--m)),34%),1fr))}.g4.stats{--m:8.5rem}}";
const TABS: &str = ".tabs{position:relative;display:flex;flex-wrap:wrap;gap:0 .25rem;width:100%;text-align:left}.tabs>*{--ta:initial}\
.tab{display:contents}.tab-i{position:absolute;opacity:0;pointer-events:none}\
.tab-l{padding:.75rem 1.1rem;border-bottom:2px solid transparent;font-weight:600;cursor:pointer}\
.tab-p{order:1;display:none;width:100%;padding:1.25rem 0;border-top:1px solid var(--border);margin-top:-1px}\
.tab-i:checked+.tab-l{border-color:var(--primary)}.tab-i:checked+.tab-l+.tab-p{display:flex}\
.tab-i:focus-visible+.tab-l{outline:3px solid var(--primary);outline-offset:-3px}";
const GALLERY: &str = ".gallery{--g:clamp(.5rem,1vw,1rem)}.gallery img{width:100%;aspect-ratio:1;object-fit:cover;border-radius:var(--radius)}\
.wide img{aspect-ratio:3/2}.tall img{aspect-ratio:3/4}.free img{aspect-ratio:auto}\
.shot>button:first-child{display:block;width:100%;padding:0;border:0;background:none;cursor:zoom-in}\
.box-l{max-width:min(96vw,1600px);max-height:94vh;padding:0;border:0;background:none;overflow:visible}\
.box-l>img{width:auto;max-height:84vh;aspect-ratio:auto;object-fit:contain}.box-l>p{padding:.5rem;color:#fff;text-align:center}\
.box-l::backdrop{background:rgb(8 10 16/.86)}";
const CLOSE: &str = ".x{position:absolute;top:.6rem;right:.6rem;display:grid;place-items:center;width:2.75rem;height:2.75rem;border:0;border-radius:50%;background:var(--bg);color:var(--text);font:400 1.5rem/1 system-ui;text-decoration:none;cursor:pointer}.x::before{content:\"\\d7\"}";
const LOGOS: &str = ".logos{display:flex;flex-wrap:wrap;align-items:center;justify-content:center;gap:1.5rem clamp(2rem,5vw,4rem)}.logos>*{width:auto;max-width:9rem;max-height:3rem;object-fit:contain}.logos>.noimg{min-height:3rem;width:8rem}";
const CAROUSEL: &str = ".carousel{--g:1.25rem;display:flex;gap:var(--g);overflow-x:auto;overscroll-behavior-x:contain;scroll-snap-type:x mandatory;padding-bottom:.75rem;text-align:left}\
.carousel>*{flex:0 0 max(min(100%,15rem),(100% - (var(--n) - 1)*var(--g))/var(--n));scroll-snap-align:start;--ta:initial}.g1{--n:1}.g2{--n:2}.g3{--n:3}.g4{--n:4}";
const COUNTDOWN: &str = ".cd{align-self:var(--ai,var(--ta,flex-start))}.cd-b{display:flex;flex-wrap:wrap;justify-content:var(--ta,flex-start);gap:clamp(.4rem,2vw,.75rem)}[hidden]{display:none!important}\
.cd-b>span{display:flex;flex-direction:column;align-items:center;min-width:clamp(3.75rem,18vw,4.75rem);padding:.75rem .5rem;border-radius:var(--radius);background:color-mix(in srgb,currentColor 12%,transparent);font-size:.85rem}\
.cd-b b{font-size:1.9rem;line-height:1.15;font-variant-numeric:tabular-nums}\
.cd-plain span{flex-direction:row;align-items:baseline;gap:.3rem;min-width:0;padding:0;background:none}.cd-plain b{font-size:1.35em}";
const POPUP: &str = ".popup{position:fixed;inset:0;z-index:30;width:min(30rem,calc(100vw - 2rem));max-height:calc(100vh - 2rem);margin:auto;padding:clamp(1.5rem,4vw,2.5rem);border:0;border-radius:calc(var(--radius) + 6px);background:var(--bg);color:var(--text);box-shadow:0 24px 80px rgb(0 0 0/.35);overflow:auto}\
dialog.popup:not([open],:target,:has(:target)){display:none}.popup::backdrop{background:rgb(8 10 16/.6)}.popup>.form{padding:0;border:0}";
const CHAT: &str = ".chat-c{position:fixed;right:max(1rem,env(safe-area-inset-right));bottom:max(1rem,env(safe-area-inset-bottom));z-index:25;display:flex;align-items:center;gap:.6rem;min-height:3.25rem;max-width:calc(100vw - 2rem);padding:.6rem 1.15rem .6rem .9rem;border-radius:2rem;background:var(--primary);color:var(--on-primary);font-weight:600;text-decoration:none;box-shadow:0 10px 30px rgb(0 0 0/.22)}\
.chat-c svg{flex:none;width:1.6rem;height:1.6rem;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}[data-n]::after{content:attr(data-n);min-width:1.35rem;padding:0 .35rem;border-radius:1rem;background:#c0262d;color:#fff;font-size:.8rem;line-height:1.35rem;text-align:center}\
.chat-f{position:fixed;right:1rem;bottom:5.25rem;z-index:40;width:min(24rem,calc(100vw - 2rem));height:min(40rem,calc(100dvh - 6.5rem));border:0;border-radius:1rem;background:Canvas;color-scheme:normal;box-shadow:0 18px 60px rgb(0 0 0/.3)}.chat-f[hidden]{display:none}\
@media(max-width:40em){.chat-f{inset:0;width:100%;height:100dvh;border-radius:0}}";
const ICON: &str = ".icon{flex:none;width:2rem;height:2rem;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;align-self:var(--ai,var(--ta,flex-start))}\
.icon-t,.icon-r{width:3rem;height:3rem;padding:.7rem;border-radius:var(--radius);background:color-mix(in srgb,var(--primary) 12%,transparent);color:var(--primary)}\
.icon-r{border-radius:50%;background:var(--primary);color:var(--on-primary)}";
const MEDIA: &str = ".video,.map{position:relative;width:100%;aspect-ratio:16/9;border-radius:var(--radius);overflow:hidden;background:#0f172a;color:#fff}\
.map{background:linear-gradient(28deg,#0000 48%,var(--bg) 48% 53%,#0000 53%),repeating-linear-gradient(96deg,#0000 0 5.5rem,var(--bg) 5.5rem 6rem),repeating-linear-gradient(6deg,#0000 0 3.5rem,var(--bg) 3.5rem 3.9rem),color-mix(in srgb,var(--muted) 14%,var(--bg));color:var(--text);border:1px solid var(--border)}\
.video>iframe,.map>iframe{width:100%;height:100%;border:0}\
.play{position:absolute;inset:0;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:.4rem;padding:1rem;text-align:center;text-decoration:none}\
.play>img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover}\
.video>.play::after,.video>.play::before{content:\"\";position:absolute;inset:0;margin:auto;width:4.5rem;height:4.5rem;border-radius:50%;background:var(--primary);box-shadow:0 8px 30px rgb(0 0 0/.4)}\
.video>.play::before{z-index:1;width:1.5rem;height:1.7rem;border-radius:0;background:#fff;clip-path:polygon(12% 0,100% 50%,12% 100%);box-shadow:none}\
.play small{text-decoration:underline}.play .icon{align-self:center}.map .icon{width:2.75rem;height:2.75rem;color:var(--primary);fill:var(--bg)}.map .play>:not(svg){padding:.2rem .75rem;border-radius:var(--radius);background:var(--bg)}";
const SOCIAL: &str = ".social{display:flex;flex-wrap:wrap;gap:.5rem;justify-content:var(--ta,flex-start);align-self:var(--ai,var(--ta,auto))}\
.soc{display:grid;place-items:center;width:2.75rem;height:2.75rem;border-radius:50%;color:inherit}.soc .icon{width:1.35rem;height:1.35rem;align-self:center}\
.soc:hover{background:color-mix(in srgb,currentColor 10%,transparent)}.solid>.soc{background:color-mix(in srgb,currentColor 12%,transparent)}";
const UNKNOWN: &str = ".unknown{display:contents}";
const SKIP: &str = ".skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;z-index:20;padding:.6rem 1rem;background:var(--bg);color:var(--text)}";

/// What only the editor's canvas has: hints for empty boxes and hidden blocks, and nothing that moves.
const CANVAS: &str = "html{scroll-behavior:auto}*{transition:none!important}[data-nid]{cursor:default}.menu{display:none!important}.nav{flex-wrap:wrap}\
[data-empty]{min-height:48px;outline:1px dashed #8794ab;outline-offset:-1px}\
[data-empty]::after{content:\"+\";align-self:center;margin:auto;color:#6b7a93;font:600 20px/1 system-ui}\
.tabs{flex-direction:column}.tab{display:block}.tab-l{display:inline-block;border-color:var(--primary)}.tab-p{display:flex}\
.popup{position:relative;inset:auto;z-index:auto;margin:2rem auto;max-height:none;outline:1px dashed #8794ab;outline-offset:8px}\
.carousel{flex-wrap:nowrap}.shot,.gallery>.noimg{aspect-ratio:1}\
.embed{padding:1rem;border:1px dashed #8794ab;border-radius:8px;background:#f1f4f9;color:#3a4660;overflow:hidden}.embed>code{font:400 13px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}\
[data-off]{opacity:.35}[data-prop]:empty::before{content:\"\\200b\"}\
.noimg{display:flex;align-items:center;justify-content:center;width:100%;min-height:160px;border-radius:var(--radius);background:#e8ecf3;color:#52607a}\
.noimg::after{content:\"\";width:56px;height:42px;border:3px solid currentColor;border-radius:8px;background:radial-gradient(circle at 30% 32%,currentColor 5px,transparent 6px),linear-gradient(135deg,transparent 52%,currentColor 53%)}\
.hero-split>.noimg{aspect-ratio:4/3}";

/// The base rules for the kinds on the page.
#[must_use]
pub fn rules(kinds: &BTreeSet<Kind>, canvas: bool) -> String {
    let any = |list: &[Kind]| canvas || list.iter().any(|kind| kinds.contains(kind));
    let mut out = String::from(COMMON);
    let parts: [(&str, &[Kind]); 28] = [
        (SECTION, &[Kind::Section, Kind::Hero]),
        (COLUMNS, &[Kind::Columns]),
        (HEADING, &[Kind::Heading]),
        (RICH, &[Kind::RichText]),
        (IMAGE, &[Kind::Image]),
        (BUTTON, &[Kind::Button, Kind::Product, Kind::Chat, Kind::SubmitButton]),
        (CHAT, &[Kind::Chat]),
        (LINK, &[Kind::Link]),
        (LIST, &[Kind::List]),
        (DIVIDER, &[Kind::Divider]),
        (SPACER, &[Kind::Spacer]),
        (NAVBAR, &[Kind::Navbar]),
        (SKIP, &[Kind::Navbar]),
        (FOOTER, &[Kind::Footer]),
        (FAQ, &[Kind::Faq, Kind::FaqItem]),
        (FORM, &[Kind::Form]),
        (HERO, &[Kind::Hero]),
        (GRID, &[Kind::Features, Kind::Testimonials, Kind::Pricing, Kind::Team, Kind::Stats, Kind::Gallery]),
        (TABS, &[Kind::Tabs]),
        (GALLERY, &[Kind::Gallery]),
        (LOGOS, &[Kind::Logos]),
        (CAROUSEL, &[Kind::Carousel]),
        (COUNTDOWN, &[Kind::Countdown]),
        (POPUP, &[Kind::Popup]),
        (CLOSE, &[Kind::Gallery, Kind::Popup]),
        (ICON, &[Kind::Icon, Kind::Map, Kind::Social]),
        (MEDIA, &[Kind::Video, Kind::Map]),
        (SOCIAL, &[Kind::Social]),
    ];
    for (css, needed_by) in parts {
        if any(needed_by) {
            out.push_str(css);
        }
    }
    if canvas || kinds.iter().any(|kind| matches!(kind, Kind::Unknown(_))) {
        out.push_str(UNKNOWN);
    }
    if canvas {
        out.push_str(CANVAS);
    }
    out
}
