// Third-party tags wait here for the visitor's choice, what they have stored is removed where there is none, and those
// that the policy names are told of it. Nothing here decides for the visitor. No HTML is parsed and no text becomes
// code: a script that waits is moved within the page, as it came. CONFIG is what the policy says. What stands between a
// line with a word and one with an end is sent where the policy turns it on.
(c => {
const w = window, d = document;
if (w.consentTags) return;
w.consentTags = 1;
const me = d.currentScript, base = new URL('..', me.src).href.slice(0, -1);
// if gate
const loaded = new Promise(done => d.readyState == 'loading' ? d.addEventListener('DOMContentLoaded', done) : done());
let now = Promise.resolve(), later = loaded, frames;
const allows = ids => ids.split(' ').every(id => on.has(id));
// end
let on = new Set(), sure;
// if tags
const word = id => on.has(id) ? 'granted' : 'denied';
const words = types => Object.fromEntries(Object.keys(types).map(type => [type, word(types[type])]));
// if google
function gtag() {
dataLayer.push(arguments);
}
// end
const tell = what => {
// if google
w.dataLayer = w.dataLayer || [];
gtag('consent', what, words(c.google));
// end
// if uet
(w.uetq = w.uetq || []).push('consent', what, words(c.uet));
// end
// if clarity
w.clarity = w.clarity || function() {
(w.clarity.q = w.clarity.q || []).push(arguments);
};
w.clarity('consentv2', words(c.clarity));
// end
// if matomo
const q = w._paq = w._paq || [];
if (what == 'default') q.push(['requireConsent']);
if (on.has(c.matomo)) q.push(['setConsentGiven']);
else if (what == 'update') q.push(['forgetConsentGiven']);
// end
};
// end
// if clean
// How exactly the best of these names says this one: the more, the longer its start.
const fit = (names, name) => Math.max(-1, ...names.map(n => {
const i = n.indexOf('*');
return i < 0 ? n == name ? 1e4 : -1 : name.startsWith(n.slice(0, i)) && name.slice(i).endsWith(n.slice(i + 1)) ? i : -1;
}));
const clean = () => {
// As long as the state is not known, nothing is known to be refused.
if (!sure) return;
const of = kept => Object.keys(c.names).flatMap(id => on.has(id) == kept ? c.names[id] : []);
const kept = of(true).concat(c.exempt), gone = of(false), drop = name => fit(gone, name) > fit(kept, name);
for (const area of ['localStorage', 'sessionStorage']) try {
Object.keys(w[area]).filter(drop).forEach(name => w[area].removeItem(name));
} catch {}
try {
indexedDB.databases().then(all => all.forEach(({name}) => drop(name) && indexedDB.deleteDatabase(name)), () => 0);
caches.keys().then(all => all.filter(drop).forEach(name => caches.delete(name)), () => 0);
} catch {}
d.cookie.split('; ').map(pair => pair.split('=')[0]).filter(drop).forEach(name => {
const hosts = location.hostname.split('.'), paths = location.pathname.split('/');
['', ...hosts.map((h, i) => ';domain=' + hosts.slice(i).join('.'))].forEach(host => paths.forEach((p, i) => {
const path = paths.slice(0, i + 1).join('/');
['/', ''].forEach(end => ['', ';secure;partitioned'].forEach(more =>
d.cookie = name + '=;max-age=0;path=' + path + end + host + more));
}));
});
};
// end
// if gate
const run = el => new Promise(done => {
const ids = el.dataset.consent;
if (!ids || !el.isConnected || !allows(ids)) return done();
const {type, src, srcset, href} = el.dataset, next = el.nextSibling, parent = el.parentNode;
el.removeAttribute('data-consent');
el.dataset.consented = ids;
if (el.localName == 'script') {
if (type) el.type = type;
else el.removeAttribute('type');
if (!el.hasAttribute('async')) el.async = false;
if (el.src) el.onload = el.onerror = done;
el.remove();
parent.insertBefore(el, next);
if (el.src) return;
}
else Object.entries({src, srcset, href}).forEach(([name, value]) => value && (el[name] = value));
done();
});
// Where a frame waits, what stands in its place comes with a page of its own.
const load = () => {
if (frames) return;
const x = frames = new XMLHttpRequest();
x.open('GET', base + '/placeholders?lang=' + d.documentElement.lang);
x.responseType = 'document';
x.onload = () => {
const [link, script] = x.response.querySelectorAll('link,script');
w.consentTags = x.response;
if (script) d.head.append(d.importNode(link)), import(script.src);
};
x.send();
};
const take = el => {
if (!allows(el.dataset.consent)) {
if (el.localName == 'iframe') load();
}
else if (el.hasAttribute('async')) run(el);
else if (el.defer || el.dataset.type == 'module') later = later.then(() => run(el));
else now = now.then(() => run(el));
};
const all = root => root.querySelectorAll('[data-consent]').forEach(take);
// end
const know = categories => {
const before = on;
sure = 1;
on = new Set(Object.keys(categories).filter(id => categories[id] == 'granted'));
return before;
};
const change = ({categories}) => {
const before = know(categories), ended = [...before].filter(id => !on.has(id));
// if tags
tell('update');
// end
// if clean
clean();
// end
// What runs cannot be stopped, and a page keeps the Content-Security-Policy that it came with.
if (ended.some(id => c.lock || d.querySelector('[data-consented~=' + id + ']'))) location.reload();
// if gate
else if (c.lock && [...d.querySelectorAll('[data-consent]')].some(el => allows(el.dataset.consent))) location.reload();
else all(d);
// end
};
const ask = () => fetch(base + '/state').then(a => a.json()).then(change).catch(() => 0);
const state = me.dataset.state;
if (state) know(Object.fromEntries(state.split(' ').map(pair => pair.split(':'))));
// if tags
tell('default');
// end
// if clean
clean();
addEventListener('load', clean);
// end
if (!state) ask();
d.addEventListener('consent:change', e => change(e.detail));
addEventListener('pageshow', e => e.persisted && ask());
// if gate
new MutationObserver(list => list.forEach(m => m.addedNodes.forEach(n => {
if (n.nodeType != 1) return;
if (n.dataset && n.dataset.consent) take(n);
all(n);
}))).observe(d, {childList: true, subtree: true});
all(d);
// end
})(CONFIG);
