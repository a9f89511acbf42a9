// The same five purposes as the site's policy, for orejime.
window.orejimeConfig = {
privacyPolicyUrl: '/privacy',
purposes: [
{id: 'statistics', title: 'Statistics', description: 'We count visits and see which pages are used, so that we can improve the site.', cookies: ['/^_pk_id/']},
{id: 'personalisation', title: 'Personalised content', description: 'We remember what you looked at, so that we can show you content that fits.', cookies: ['seen']},
{id: 'payment', title: 'Payment services', description: 'We keep your payment settings, such as a saved card or wallet, for your next purchases.', cookies: ['wallet']},
{id: 'marketing', title: 'Promotional messages', description: 'We use your browsing to choose the offers and advertising that you see.', cookies: ['_ads']},
{id: 'assistance', title: 'Live help', description: 'Lets our helpers see which page you are on when you open the chat.', cookies: []}
]
};
