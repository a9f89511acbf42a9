// The same five purposes and three equal choices as the site's policy, for vanilla-cookieconsent.
(() => {
const purposes = {
statistics: ['Statistics', 'We count visits and see which pages are used, so that we can improve the site.'],
personalisation: ['Personalised content', 'We remember what you looked at, so that we can show you content that fits.'],
payment: ['Payment services', 'We keep your payment settings, such as a saved card or wallet, for your next purchases.'],
marketing: ['Promotional messages', 'We use your browsing to choose the offers and advertising that you see.'],
assistance: ['Live help', 'Lets our helpers see which page you are on when you open the chat.']
};
const categories = {}, sections = [];
for (const id in purposes) {
categories[id] = {};
sections.push({title: purposes[id][0], description: purposes[id][1], linkedCategory: id});
}
CookieConsent.run({
autoShow: true,
hideFromBots: false,
categories,
guiOptions: {consentModal: {layout: 'box wide', equalWeightButtons: true}, preferencesModal: {equalWeightButtons: true}},
language: {
default: 'en',
translations: {
en: {
consentModal: {
title: 'Your choice about cookies',
description: 'OKONECT would like to use cookies for statistics, personalised content, payment services, promotional messages and live help. None of them is set or read before you agree.',
acceptAllBtn: 'Accept all',
acceptNecessaryBtn: 'Refuse all',
showPreferencesBtn: 'Customise',
footer: '<a href="/privacy">Privacy policy</a>'
},
preferencesModal: {
title: 'Cookie settings',
acceptAllBtn: 'Accept all',
acceptNecessaryBtn: 'Refuse all',
savePreferencesBtn: 'Save my choice',
closeIconLabel: 'Close',
sections
}
}
}
}
});
})();
