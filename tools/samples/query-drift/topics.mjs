/**
 * What the customers of a made-up shop for kitchen machines ask. `{machine}`, `{part}` and the like are filled in;
 * `before` and `after` are a topic's weights before and after the letter about the new terms.
 */
export const topics = [
  {
    name: "features",
    field: "shop",
    before: 28,
    after: 18,
    collection: "catalogue",
    cores: [
      "how many watts does the {machine} have",
      "does the {machine} come in {colour}",
      "is the {machine} quiet enough for an open kitchen",
      "which {machine} is best for a family of {number}",
      "what is the difference between the small and the large {machine}",
      "can the {machine} be programmed for the morning",
      "how much water fits into the tank of the {machine}",
      "does the {machine} switch itself off",
    ],
  },
  {
    name: "parts",
    field: "shop",
    before: 16,
    after: 11,
    collection: "catalogue",
    cores: [
      "which {part} fits the {machine}",
      "do you sell a spare {part} for the {machine}",
      "is the {part} of the old {machine} the same size",
      "where do I find the article number of the {part}",
      "can I use another brand's {part} in my {machine}",
      "my {part} is broken, what does a new one cost",
    ],
  },
  {
    name: "care",
    field: "shop",
    before: 13,
    after: 11,
    collection: "service",
    cores: [
      "how do I descale the {machine}",
      "can the {part} go into the dishwasher",
      "my {machine} smells of plastic, what can I do",
      "how often should I clean the {part}",
      "the {machine} leaks a little at the bottom",
      "there is a red light on the {machine}, what does it mean",
    ],
  },
  {
    name: "delivery",
    field: "order",
    before: 17,
    after: 15,
    collection: "service",
    cores: [
      "where is my parcel with the {machine}",
      "when will order {order} be delivered",
      "can you deliver to a parcel shop in {town}",
      "I was not at home, when does the driver come again",
      "how much is delivery to {town}",
      "the tracking of order {order} has not moved since {weekday}",
    ],
  },
  {
    name: "returns",
    field: "order",
    before: 12,
    after: 11,
    collection: "policies",
    cores: [
      "how do I send the {machine} back",
      "I need a return label for order {order}",
      "can I exchange the {machine} for one in {colour}",
      "the {machine} arrived with a dent, please replace it",
      "how long may I keep the {machine} before I return it",
      "do I have to use the original box for a return",
    ],
  },
  {
    name: "payment",
    field: "order",
    before: 8,
    after: 7,
    collection: "service",
    cores: [
      "why was my card charged twice for order {order}",
      "can I pay for the {machine} in {number} instalments",
      "please send me the invoice of order {order} again",
      "my voucher is not accepted at the checkout",
      "when do I get the money for order {order} back",
    ],
  },
  {
    name: "account",
    field: "order",
    before: 5,
    after: 5,
    collection: "service",
    cores: [
      "I cannot sign in since {weekday}",
      "how do I change my address in {town}",
      "the code for my new password never arrives",
      "can two people share one account",
      "how do I stop the newsletter",
    ],
  },
  {
    name: "privacy",
    field: "law",
    before: 0.4,
    after: 9.5,
    collection: "policies",
    cores: [
      "please delete all personal data you hold about me under the GDPR",
      "I object to the processing of my personal data",
      "which personal data do you pass on under the new terms",
      "I request a copy of my personal data under article {article}",
      "who is your data protection officer",
      "I withdraw my consent to profiling, confirm in writing",
    ],
  },
  {
    name: "contract",
    field: "law",
    before: 0.3,
    after: 7.5,
    collection: "policies",
    cores: [
      "do I have to accept the new terms of service",
      "does clause {article} of the new terms end my contract",
      "I do not agree to the new terms, what are my rights",
      "is the arbitration clause in the new terms valid",
      "which court is competent under the new terms",
      "can you change a contract without my consent",
    ],
  },
  {
    name: "liability",
    field: "law",
    before: 0.3,
    after: 5,
    collection: "policies",
    cores: [
      "are you liable for damage caused by the {machine}",
      "my lawyer asks who is liable for the injury",
      "does the new terms' exclusion of liability cover defects",
      "I claim damages under the statutory warranty",
      "what is the legal limitation period for claims",
    ],
  },
];

const fillings = {
  machine: [
    "espresso machine",
    "stand mixer",
    "toaster",
    "bread maker",
    "food processor",
    "kettle",
    "juicer",
    "rice cooker",
    "air fryer",
    "ice cream maker",
  ],
  part: ["water tank", "filter", "bowl", "blade", "lid", "seal", "drip tray", "dough hook", "power cable"],
  colour: ["black", "cream", "steel", "red", "sage green"],
  town: ["Leeds", "Ghent", "Lyon", "Graz", "Porto", "Turku", "Bremen"],
  weekday: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
  number: ["two", "three", "four", "five", "six"],
};

const openings = [
  "",
  "",
  "hello",
  "hi there",
  "good morning",
  "quick question",
  "hello again",
  "sorry to ask",
  "I have a question",
  "excuse me for asking again",
  "I could not find it on your site",
  "I asked this before and got no answer",
];

const closings = [
  "",
  "",
  "thanks",
  "thank you",
  "many thanks",
  "please advise",
  "thanks in advance",
  "I would like to know",
  "please tell me as soon as possible",
  "I have looked everywhere on your site",
  "it would be good to know this before the weekend",
  "I have written to you twice and nobody has replied yet",
];

/** How long a question is, in words, whatever it is about: that is why token counts do not change. */
const lengths = [
  [10, 3],
  [11, 5],
  [12, 7],
  [13, 8],
  [14, 8],
  [15, 8],
  [16, 7],
  [17, 6],
  [18, 5],
  [19, 4],
  [20, 3],
  [21, 2],
  [22, 1],
];

/** A question about a topic: `{text, words, core, machine}`, `core` being its place in the topic's list; `machine` is null where none is named. */
export function wording(random, topic) {
  const words = random.weighted(lengths);
  for (;;) {
    const core = random.integer(0, topic.cores.length - 1);
    const machine = random.integer(0, fillings.machine.length - 1);
    const text = sentence(random.pick(openings), filled(random, topic.cores[core], machine), random.pick(closings));
    if (text.split(" ").length === words)
      return { text, words, core, machine: topic.cores[core].includes("{machine}") ? machine : null };
  }
}

function filled(random, core, machine) {
  return core.replace(/\{(\w+)\}/g, (_, slot) => {
    if (slot === "machine") return fillings.machine[machine];
    if (slot === "order") return String(random.integer(410_000, 489_999));
    return slot === "article" ? String(random.integer(4, 22)) : random.pick(fillings[slot]);
  });
}

function sentence(opening, core, closing) {
  const isQuestion = /^(how|does|is|which|what|can|do|where|when|why|who|are)\b/.test(core);
  const first = opening ? `${capital(opening)}, ${core}` : capital(core);
  return `${first}${isQuestion ? "?" : "."}${closing ? ` ${capital(closing)}.` : ""}`;
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
