// The banner's form answers without a new page, and pages get window.consent. Without this script all forms work as they
// are. Nothing here decides for the visitor: every choice is a submit. Names are short where that costs no sense: this
// travels with every first visit.
(() => {
if (window.consent) return consent.adopt();
const d = document, base = new URL('..', d.currentScript.src).href.slice(0, -1);
const make = (tag, values) => Object.assign(d.createElement(tag), values);
// In the tree for those who listen, and out of sight.
const live = make('p', {
id: 'ok-status',
role: 'status',
tabIndex: -1,
style: 'position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap'
});
let layer = d.getElementById('ok-layer'), dialog, ready, sent, busy;
const api = window.consent = {
ready: new Promise(done => ready = done),
on: (type, fn) => d.addEventListener('consent:' + type, e => fn(e.detail)),
open,
adopt
};
const read = text => {
const categories = {};
text.replace(/(\S+):(\S+)/g, (all, id, state) => categories[id] = state);
ready(api.state = {decided: /!/.test(text), categories});
};
const apply = state => {
api.state = state;
if (layer && !Object.values(state.categories).some(s => /^[ues]/.test(s))) layer = layer.remove();
};
// Where a script has put another page in place of this one: its banner is started, or this one goes on.
function adopt() {
const found = d.getElementById('ok-layer'), {body} = d;
if (!body) return;
if (!live.isConnected) body.prepend(live);
if (found == layer) return;
if (found) {
layer = found;
start();
if (api.state) apply(api.state);
} else body.prepend(layer);
}
// A page of ours as a document: no HTML is parsed into this one.
const load = path => new Promise(done => {
const x = new XMLHttpRequest();
x.open('GET', base + path + 'lang=' + d.documentElement.lang);
x.responseType = 'document';
x.onloadend = () => done(x.status == 200 && x.response);
x.send();
});
const refresh = async () => {
const page = await load('/banner?return=' + encodeURIComponent(location.pathname + location.search) + '&');
if (!page) return;
const style = page.querySelector('link');
if (layer) layer.remove();
read(page.body.dataset.state);
layer = page.getElementById('ok-layer');
if (!layer) return;
layer.hidden = true;
style.onload = style.onerror = () => layer.hidden = false;
d.body.prepend(style, layer);
start();
};
const submit = async (e, note) => {
e.preventDefault();
if (busy) return;
busy = 1;
note.textContent = '';
const form = e.target, data = new FormData(form), choice = e.submitter.value;
data.set('choice', choice);
if (layer && layer.contains(form)) {
// A selection is the boxes and what was kept; the other choices are of what is asked, whatever the boxes say.
data.delete('category');
form.querySelectorAll('[name=category]').forEach(({type, value, checked, disabled}) => {
const selects = choice == 'select';
if (type == 'checkbox' ? selects && checked : selects == disabled) data.append('category', value);
});
}
// Another choice after one that failed is not the same choice.
const asked = choice + data.getAll('category');
if (sent && sent != asked) data.delete('choiceId');
sent = asked;
try {
const a = await fetch(form.action, {
method: 'POST',
headers: {Accept: 'application/json'},
referrerPolicy: 'same-origin',
body: new URLSearchParams(data)
});
if (a.status == 409 && layer) {
// The notice has changed since: the new one is shown.
await refresh();
note = layer.querySelector('.ok-message');
}
if (!a.ok) throw 0;
const state = await a.json(), focused = layer && layer.contains(d.activeElement);
const {saved} = note.dataset;
apply(state);
live.textContent = saved;
if (dialog) dialog.close();
else if (focused) live.focus({preventScroll: true});
sent = 0;
d.dispatchEvent(new CustomEvent('consent:change', {detail: state}));
} catch {
note.textContent = note.dataset.failed;
}
busy = 0;
};
// The selection: the same list, with its boxes. The third button saves it.
const start = () => {
const form = layer.querySelector('.ok-form'), more = layer.querySelector('[data-save]');
form.onsubmit = e => submit(e, layer.querySelector('.ok-message'));
more.onclick = e => {
if (more.name) return;
e.preventDefault();
form.classList.add('ok-open');
form.querySelectorAll('[type=checkbox]').forEach(box => box.hidden = false);
more.removeAttribute('form');
Object.assign(more, {name: 'choice', value: 'select', textContent: more.dataset.save});
form.querySelector('[type=checkbox]').focus();
};
// Where a proxy's policy keeps the page's own style out, the linked one may apply. Asked after a frame, which knows it anyway.
const {style: href} = layer.dataset, shown = layer;
if (href) requestAnimationFrame(() => setTimeout(() => {
if (getComputedStyle(shown).position != 'fixed') d.head.append(make('link', {rel: 'stylesheet', href}));
}));
};
// The settings over the page, out of reach of the page's style.
async function open() {
if (dialog) return;
try {
const page = await load('?'), style = page.querySelector('link'), main = page.querySelector('main');
const host = make('div'), note = make('p', {role: 'alert'}), {lang, dir} = page.documentElement;
const old = d.querySelector('style[nonce]');
if (old) style.nonce = old.nonce;
Object.assign(note.dataset, main.dataset);
dialog = make('dialog', {
lang,
dir,
ariaLabel: page.title,
onsubmit: e => submit(e, note),
onclose: () => dialog = host.remove()
});
dialog.append(
make('button', {className: 'ok-close', textContent: main.dataset.close, onclick: () => dialog.close()}),
...main.childNodes,
note
);
host.attachShadow({mode: 'open'}).append(style, dialog);
style.onload = style.onerror = () => dialog.showModal();
d.body.append(host);
} catch {
location = base;
}
}
d.addEventListener('click', e => {
if (e.target.closest('#ok-link a,[data-consent-open]')) {
e.preventDefault();
open();
}
});
// Back from another page, where the choice may have been made.
addEventListener('pageshow', e => e.persisted && refresh());
new MutationObserver(adopt).observe(d.documentElement, {childList: true});
if (layer) {
read(layer.dataset.state);
start();
} else refresh();
// Last: what was asked of the style above is known then without a new layout.
d.body.prepend(live);
})();
