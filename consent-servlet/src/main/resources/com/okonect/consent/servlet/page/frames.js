// What stands in the place of a frame that waits: who would load what, to be loaded once or always. It comes with the page
// of placeholders, and only where a frame waits.
(got => {
const d = document, boxes = new Map();
const show = el => {
const box = boxes.get(el);
boxes.delete(el);
if (!box) return;
el.hidden = false;
if (box.contains(d.activeElement)) {
el.tabIndex = -1;
el.focus();
}
box.remove();
};
const choose = async (e, note) => {
const b = e.submitter;
e.preventDefault();
note.textContent = '';
try {
const a = await fetch(b.form.action, {
method: 'POST',
headers: {Accept: 'application/json'},
referrerPolicy: 'same-origin',
body: new URLSearchParams([...new FormData(b.form), ['choice', b.value]])
});
if (!a.ok) throw 0;
const detail = await a.json();
if (window.consent) consent.state = detail;
d.dispatchEvent(new CustomEvent('consent:change', {detail}));
} catch {
note.textContent = note.dataset.failed;
}
};
const place = el => {
const {consent, src} = el.dataset, ids = consent.split(' ');
const one = [...got.querySelectorAll('section')].find(s => s.dataset.of == ids[0]);
if (boxes.has(el) || !one || !src) return;
const box = d.importNode(one, true), note = box.querySelector('[role=alert]'), form = box.querySelector('form');
box.querySelector('b').textContent = (el.title ? el.title + ' ' : '') + '(' + new URL(src, location).host + ')';
ids.slice(1).forEach(value => form.append(Object.assign(d.createElement('input'), {type: 'hidden', name: 'category', value})));
if (el.width) box.style.width = el.width + 'px';
if (el.height) box.style.minHeight = el.height + 'px';
form.onsubmit = e => choose(e, note);
const once = box.querySelector('[type=button]');
if (once) once.onclick = () => {
el.src = src;
el.removeAttribute('data-consent');
show(el);
};
boxes.set(el, box);
el.hidden = true;
el.before(box);
};
const look = () => {
[...boxes.keys()].forEach(el => (el.dataset.consent == null || !el.isConnected) && show(el));
d.querySelectorAll('iframe[data-consent]').forEach(el => {
try {
place(el);
} catch {}
});
};
new MutationObserver(look).observe(d, {childList: true, subtree: true, attributeFilter: ['data-consent']});
look();
})(consentTags);
