//! The script of a published page: only the behaviours its kinds need, each a few hundred bytes, run once the page is
//! read. Everything works without it, less comfortably.

use crate::document::{Kind, Node};

/// Numbers that run towards a moment.
const COUNTDOWN: &str = "{const f=()=>{for(const e of document.querySelectorAll('.cd')){const q=s=>e.querySelector(s),\
t=q('time'),b=q('.cd-b'),d=q('.cd-d'),s=Math.floor((Date.parse(t.dateTime)-Date.now())/1e3),o=s<0;\
q('.cd-t').hidden=!o||!!d;b.hidden=o;if(d)d.hidden=!o;\
if(!o)[s/86400,s/3600%24,s/60%60,s%60].forEach((v,i)=>b.children[i].firstChild.textContent=String(Math.floor(v)).padStart(2,'0'))}};\
f();setInterval(f,1e3)}";

/// The player of a film, or a map, in the place of its picture.
const PLAY: &str = "document.addEventListener('click',e=>{const a=e.target.closest('a[data-src]');if(!a||e.ctrlKey||e.metaKey)return;\
e.preventDefault();const n=a.dataset.note;if(n&&origin=='null')return void(a.textContent=n);const f=document.createElement('iframe');f.src=a.dataset.src;f.title=a.getAttribute('aria-label')||a.textContent;\
f.allow='autoplay; fullscreen; picture-in-picture';f.referrerPolicy='strict-origin-when-cross-origin';a.replaceWith(f);f.focus()});";

/// Popups: by a link, after a while, when the pointer leaves; by themselves once a visit.
const POPUP: &str = "{const h=()=>{const i=location.hash.slice(1);return i&&document.getElementById(i)},\
o=d=>{document.querySelector('dialog[open]')||d.showModal()};\
for(const d of document.querySelectorAll('dialog.popup')){const a=()=>{try{const k='lh-'+d.id;if(sessionStorage[k])return;sessionStorage[k]=1}catch{}o(d)};\
d.addEventListener('click',e=>{if(e.target==d||e.target.closest('.x')){e.preventDefault();d.close()}});\
if(d.dataset.delay)setTimeout(a,d.dataset.delay*1e3);\
if('exit'in d.dataset)document.documentElement.addEventListener('mouseleave',a,{once:true})}\
document.addEventListener('click',e=>{const a=e.target.closest('a[href^=\"#\"]'),d=a&&document.getElementById(a.hash.slice(1));\
if(d&&d.matches('dialog.popup')){e.preventDefault();o(d)}});\
const t=h(),p=t&&t.closest('dialog.popup');if(p)o(p)}";

/// The chat: a frame of the app beside the page, made at the first press, hidden and shown after that.
const CHAT: &str = "{let f,b;const s=o=>{f.hidden=!o;b.setAttribute('aria-expanded',o);if(o){b.removeAttribute('data-n');f.focus();f.contentWindow.postMessage({lhChat:'open'},'*')}else b.focus()};\
document.addEventListener('click',e=>{const a=e.target.closest('a[data-f]');if(!a||e.ctrlKey||e.metaKey||e.shiftKey)return;e.preventDefault();b=a;\
if(f)return s(f.hidden);f=document.createElement('iframe');f.className='chat-f';f.src=a.href;f.title=a.textContent;document.body.append(f);a.setAttribute('aria-expanded',true);f.onload=()=>f.focus()});\
addEventListener('keydown',e=>{if(e.key=='Escape'&&f&&!f.hidden)s(false)});\
addEventListener('message',e=>{if(!f||e.source!=f.contentWindow)return;const m=e.data.lhChat;if(m=='close')s(false);if(m=='unread'&&f.hidden)b.dataset.n=+(b.dataset.n||0)+1;if(m=='seen')b.removeAttribute('data-n')})}";

/// The script for these nodes; empty if none needs any.
pub(super) fn script<'a>(nodes: impl Iterator<Item = &'a Node>) -> String {
    let (mut countdown, mut play, mut popup, mut chat) = (false, false, false, false);
    for node in nodes {
        match node.kind {
            Kind::Countdown => countdown = true,
            Kind::Popup => popup = true,
            Kind::Chat => chat = true,
            _ => play |= super::media::frame_host(node).is_some(),
        }
    }
    let mut out = String::new();
    for (needed, part) in [(countdown, COUNTDOWN), (play, PLAY), (popup, POPUP), (chat, CHAT)] {
        if needed {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn behaviours_are_small_and_cannot_end_their_element() {
        for part in [super::COUNTDOWN, super::PLAY, super::POPUP, super::CHAT] {
            assert!(part.len() < 1_200, "{}", part.len());
            assert!(!part.contains("</") && !part.contains("<!--"));
        }
    }
}
