// The banner's form answers without a new page, and pages get window.consent. Without this script all forms work as they
// are. Nothing here decides for the visitor: every choice is a submit.
(() => {
if (window.consent) return;
const d = document, address = d.currentScript.src;
const base = new URL('..', address).href.slice(0, -1);
const listeners = [], status = d.createElement('p');
let layer, dialog, ready, sent, busy;
const api = window.consent = {
state: null,
ready: new Promise(resolve => ready = resolve),
on(type, listener) {
if (type == 'change') listeners.push(listener);
},
open
};
const read = text => {
const categories = {};
for (const pair of text.split(' ')) {
const [category, state] = pair.split(':');
categories[category] = state;
}
api.state = {decided: /:[grs]/.test(text), categories};
ready(api.state);
};
const apply = state => {
api.state = state;
if (layer && !Object.values(state.categories).some(s => /^[ues]/.test(s))) layer.remove();
};
// A page of ours as a document: no HTML is parsed into this one.
const load = path => new Promise((resolve, reject) => {
const call = new XMLHttpRequest();
call.open('GET', base + path + 'lang=' + d.documentElement.lang);
call.responseType = 'document';
call.onload = () => call.response && call.status == 200 ? resolve(call.response) : reject();
call.onerror = reject;
call.send();
});
const fetchLayer = () => load('/banner?return=' + encodeURIComponent(location.pathname + location.search) + '&')
.then(page => {
read(page.body.dataset.state);
const fresh = page.getElementById('ok-layer'), style = page.querySelector('link');
if (layer) layer.remove();
layer = fresh;
if (!fresh) return;
if (!d.querySelector('link[href="' + style.getAttribute('href') + '"]')) {
fresh.hidden = true;
style.onload = style.onerror = () => fresh.hidden = false;
}
d.body.prepend(style, fresh);
start();
});
const send = async (form, event, message) => {
event.preventDefault();
if (busy) return;
busy = 1;
message.textContent = '';
const data = new FormData(form), choice = event.submitter.value;
data.set('choice', choice);
if (layer && layer.contains(form)) {
// A selection is the boxes and what was kept; the other choices are of what is asked, whatever the boxes say.
data.delete('category');
form.querySelectorAll('[name=category]').forEach(input => {
const selects = choice == 'select';
if (input.type == 'checkbox' ? selects && input.checked : selects == input.disabled) data.append('category', input.value);
});
}
// Another choice after one that failed is not the same choice.
const asked = choice + data.getAll('category');
if (sent && sent != asked) data.delete('choiceId');
sent = asked;
const failed = message.dataset.failed;
try {
const answer = await fetch(form.action, {
method: 'POST',
headers: {Accept: 'application/json'},
referrerPolicy: 'same-origin',
body: new URLSearchParams(data)
});
if (answer.status == 409 && layer) await fetchLayer();
if (!answer.ok) throw 0;
const state = await answer.json(), focused = layer && layer.contains(d.activeElement);
apply(state);
status.textContent = message.dataset.saved;
if (dialog) dialog.close();
else if (focused) status.focus({preventScroll: true});
sent = 0;
listeners.forEach(listener => listener(state));
d.dispatchEvent(new CustomEvent('consent:change', {detail: state}));
} catch (e) {
message.textContent = failed;
}
busy = 0;
};
// The selection: the same list, with its boxes. The third button saves it.
const start = () => {
const form = layer.querySelector('.ok-form'), message = layer.querySelector('.ok-message');
const more = layer.querySelector('[data-save]'), style = layer.dataset.style;
form.addEventListener('submit', event => send(form, event, message));
more.addEventListener('click', event => {
if (more.name) return;
event.preventDefault();
form.classList.add('ok-open');
form.querySelectorAll('[type=checkbox]').forEach(box => box.hidden = false);
more.removeAttribute('form');
more.name = 'choice';
more.value = 'select';
more.textContent = more.dataset.save;
form.querySelector('[type=checkbox]').focus();
});
// Where a proxy's policy keeps the page's own style out, the linked one may apply.
if (style && getComputedStyle(layer).position != 'fixed') {
const link = d.createElement('link');
link.rel = 'stylesheet';
link.href = style;
d.head.append(link);
}
};
// The settings over the page, out of reach of the page's style.
async function open() {
if (dialog) return;
try {
const page = await load('?'), host = d.createElement('div'), root = host.attachShadow({mode: 'open'});
const style = page.querySelector('link'), main = page.querySelector('main'), message = d.createElement('p');
const close = d.createElement('button');
dialog = d.createElement('dialog');
dialog.lang = page.documentElement.lang;
dialog.dir = page.documentElement.dir;
dialog.setAttribute('aria-labelledby', 'ok-h');
close.textContent = main.dataset.close;
close.className = 'ok-close';
close.onclick = () => dialog.close();
Object.assign(message.dataset, main.dataset);
message.setAttribute('role', 'alert');
dialog.append(close, ...main.childNodes, message);
dialog.addEventListener('submit', event => send(event.target, event, message));
dialog.addEventListener('close', () => {
host.remove();
dialog = null;
});
await new Promise(done => {
style.onload = style.onerror = done;
root.append(style, dialog);
d.body.append(host);
});
dialog.showModal();
} catch (e) {
location.href = base;
}
}
d.addEventListener('click', event => {
if (!event.target.closest('#ok-link a,[data-consent-open]')) return;
event.preventDefault();
open();
});
// Back from another page, where the choice may have been made.
addEventListener('pageshow', event => event.persisted && fetch(base + '/state').then(a => a.json()).then(apply));
status.id = 'ok-status';
status.setAttribute('role', 'status');
status.tabIndex = -1;
layer = d.getElementById('ok-layer');
if (layer) {
layer.before(status);
read(layer.dataset.state);
start();
} else {
d.body.prepend(status);
fetchLayer().catch(() => 0);
}
})();
