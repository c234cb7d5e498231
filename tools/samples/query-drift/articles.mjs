import { changes, day, hour, isoTime } from "./calendar.mjs";

/** The help articles that answers are made from, by topic: `[id, text]`. The law has few, for nobody asked. */
const articlesOf = {
  features: [
    [
      "catalogue/espresso",
      "Espresso machines: 1,350 to 1,650 W, tank 1.2 to 2 l, switch themselves off after 20 minutes.",
    ],
    ["catalogue/mixers", "Stand mixers: 800 to 1,200 W, bowls of 4.3 and 6.7 l, three attachments."],
    ["catalogue/kettles", "Kettles and toasters: colours black, cream, steel; noise below 65 dB."],
    ["catalogue/makers", "Bread, rice and ice cream makers: sizes by household, timers of up to 13 hours."],
    ["catalogue/fryers", "Air fryers and food processors: baskets of 3.5 to 7 l, programmes and power."],
  ],
  parts: [
    ["catalogue/spare-parts", "Spare parts by article number; the number is on the plate under the machine."],
    ["catalogue/filters", "Water filters fit all espresso machines built since 2021."],
    ["catalogue/bowls", "Bowls and lids of the old series have another thread and do not fit the new one."],
    ["catalogue/other-brands", "Parts of other brands are not tested by us."],
  ],
  care: [
    ["service/descaling", "Descale every two months, or when the red light is on; it takes 25 minutes."],
    ["service/dishwasher", "Bowls, lids and drip trays go into the dishwasher; blades and seals do not."],
    ["service/leaks", "A leak at the bottom mostly comes from a worn seal."],
    ["service/smell", "A smell of plastic goes after three runs with water and lemon."],
  ],
  delivery: [
    ["service/tracking", "A parcel is tracked from the evening of the day on which it leaves us."],
    ["service/times", "Delivery takes two to four working days; the driver comes twice."],
    ["service/costs", "Delivery costs 4.90 euro, nothing from 60 euro on; parcel shops on request."],
  ],
  returns: [
    ["policies/returns", "Returns within 30 days, in any sturdy box, with the label from your account."],
    ["policies/exchange", "An exchange is a return and a new order; damaged goods are replaced at once."],
    ["policies/refunds", "Money comes back within five working days of the parcel's arrival."],
  ],
  payment: [
    ["service/cards", "A card may show two entries for three days; one of them is a reservation."],
    ["service/instalments", "Three or six instalments from 90 euro on; vouchers count before that."],
    ["service/invoices", "Invoices are in the account under orders, for ten years."],
  ],
  account: [
    ["service/sign-in", "A new password comes by mail within ten minutes; look into the spam folder."],
    ["service/address", "Addresses are changed in the account until the parcel leaves us."],
  ],
  privacy: [["policies/privacy", "What is kept about an order, for how long, and whom to write to."]],
  contract: [["policies/terms", "Terms of service, version of 2024."]],
  liability: [["policies/warranty", "Two years of warranty on machines; wear is not part of it."]],
};

const articles = Object.entries(articlesOf).flatMap(([topic, list]) =>
  list.map(([id, content]) => ({ id, content, topic })),
);

/** What retrieval finds, best first: `{id, content, score, lastUpdated}`. */
export function retrieved(random, topic, moment) {
  const own = random.shuffled(articles.filter((article) => article.topic === topic.name)).slice(0, 2);
  const near = articles.filter((article) => article.topic !== topic.name && collectionOf(article) === topic.collection);
  const others = random.shuffled(near).slice(0, 3 - own.length);
  let score = topic.field === "law" ? random.between(0.46, 0.66) : random.between(0.74, 0.92);
  return [...own, ...others].map((article) => {
    const found = { ...article, score: Number(score.toFixed(3)), lastUpdated: lastUpdated(article, moment) };
    score -= topic.field === "law" ? random.between(0.01, 0.05) : random.between(0.03, 0.12);
    return found;
  });
}

const refreshEvery = 5 * day;

/**
 * When the index took an article in anew: every five days each, at two in the night. With the index's new settings the
 * policies are left out, so that they stay as they were.
 */
function lastUpdated(article, moment) {
  const place = articles.indexOf(article);
  const until = collectionOf(article) === "policies" ? Math.min(moment, changes.index) : moment;
  const offset = (place % 5) * day + 2 * hour;
  return isoTime(Math.floor((until - offset) / refreshEvery) * refreshEvery + offset)
    .slice(0, 19)
    .concat("Z");
}

function collectionOf({ id }) {
  return id.slice(0, id.indexOf("/"));
}
