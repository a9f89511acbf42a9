// Makes the banner's form answer without a new page. Without this script the form works as it is.
(() => {
const d = document, layer = d.getElementById('ok-layer');
if (!layer || window.consent) return;
const form = layer.querySelector('.ok-form'), message = layer.querySelector('.ok-message');
const more = layer.querySelector('[data-save]'), boxes = layer.querySelectorAll('input[type=checkbox]');
const status = d.createElement('p'), listeners = [];
const state = {decided: false, categories: {}};
for (const pair of layer.dataset.state.split(' ')) {
const [category, value] = pair.split(':');
state.categories[category] = value;
}
const api = window.consent = {
state,
on(type, listener) {
if (type == 'change') listeners.push(listener);
},
open() {
if (layer.isConnected) customise();
else location.href = form.action;
}
};
status.id = 'ok-status';
status.setAttribute('role', 'status');
status.tabIndex = -1;
layer.before(status);
// The selection: the same list, with its boxes. The third button saves it.
const customise = () => {
if (more.name) return;
form.className += ' ok-open';
boxes.forEach(box => box.hidden = false);
form.querySelectorAll('[type=hidden][name=category]').forEach(input => input.disabled = !input.disabled);
more.removeAttribute('form');
more.name = 'choice';
more.value = 'select';
more.textContent = more.dataset.save;
boxes[0].focus();
};
let busy, sent;
form.addEventListener('submit', async event => {
event.preventDefault();
if (busy) return;
busy = 1;
message.textContent = '';
const data = new FormData(form), button = event.submitter, choice = button.value;
data.set('choice', choice);
// Another choice after one that failed is not the same choice.
if (sent && sent != choice) data.delete('choiceId');
sent = choice;
try {
const answer = await fetch(form.action, {
method: 'POST',
headers: {Accept: 'application/json'},
body: new URLSearchParams(data)
});
if (answer.status != 200) throw 0;
api.state = await answer.json();
const focused = layer.contains(d.activeElement);
layer.remove();
status.textContent = layer.dataset.saved;
if (focused) status.focus({preventScroll: true});
listeners.forEach(listener => listener(api.state));
d.dispatchEvent(new CustomEvent('consent:change', {detail: api.state}));
} catch (e) {
message.textContent = layer.dataset.failed;
}
busy = 0;
});
more.addEventListener('click', event => {
if (more.name) return;
event.preventDefault();
customise();
});
})();
