/**
 * What customers of a home insurer ask, what its policy says, and claims that it does not make: `soft` ones go a little
 * too far, `wrong` ones are false.
 */
export const topics = [
  {
    name: "water damage",
    questions: [
      "A pipe burst under my sink. Is the kitchen floor covered?",
      "Does my plan pay for water damage from a leaking washing machine?",
      "My neighbour's bath ran over into my flat. What do you pay?",
    ],
    facts: [
      "Your plan covers sudden water damage from pipes and household machines.",
      "The deductible for water damage is 250 euros for each event.",
      "Damage has to be reported within seven days of being found.",
      "Slow leaks that went unnoticed for more than a month are not covered.",
    ],
    soft: ["As a rule the repair is approved without a visit."],
    wrong: [
      "Your plan covers water damage in full, including slow leaks.",
      "No deductible applies to damage from pipes.",
      "You have up to three months to report the damage.",
    ],
    dodge: "Water damage can be upsetting, and we are here for you.",
  },
  {
    name: "fees",
    questions: [
      "Why was I charged 12 euros this month?",
      "When do I get back the fee for the second contract?",
      "Is there a fee for paying every month instead of once a year?",
    ],
    facts: [
      "Paying every month costs 1 euro more each month than paying once a year.",
      "A returned direct debit is charged with 12 euros.",
      "Fees for a contract that was made twice are paid back within ten working days.",
      "The fee is shown on the second page of your yearly statement.",
    ],
    soft: ["Most customers who call get the fee waived."],
    wrong: [
      "Yes. Refunds are paid within three days of your call.",
      "There is no fee for a returned direct debit.",
      "Paying every month is free of charge.",
    ],
    dodge: "Fees are explained in your documents, which you can find in the portal.",
  },
  {
    name: "moving",
    questions: [
      "I am moving to another town in June. What happens to my contract?",
      "Are my things covered while the movers carry them?",
      "Do I have to tell you my new address before I move?",
    ],
    facts: [
      "Both homes are covered for two months from the first day of the move.",
      "Tell us the new address and the floor area at the latest when the move ends.",
      "Things in transit are covered if the movers had an accident, not if they break in handling.",
      "The premium may change with the new postal code.",
    ],
    soft: ["The premium usually stays about the same."],
    wrong: [
      "Everything that breaks in the hands of the movers is replaced at its new price.",
      "Your old home stays covered for a whole year.",
      "You need not tell us your new address.",
    ],
    dodge: "Moving is exciting. Our team wishes you all the best in your new home.",
  },
  {
    name: "theft",
    questions: [
      "My bicycle was stolen from the cellar. Is it covered?",
      "What do I need after a burglary?",
      "Are jewels covered if I keep them in a drawer?",
    ],
    facts: [
      "Bicycles are covered in a locked cellar up to 1,500 euros.",
      "A police report is needed for every theft.",
      "Jewels outside of a safe are covered up to 2,000 euros in all.",
      "A list of what is missing should reach us within two weeks.",
    ],
    soft: ["A photograph is enough in place of a receipt in most cases."],
    wrong: [
      "Bicycles are covered anywhere, locked or not, at their new price.",
      "A police report is only needed above 5,000 euros.",
      "Jewels are covered without a limit wherever you keep them.",
    ],
    dodge: "A theft is a shock. Please take good care of yourself first.",
  },
  {
    name: "glass",
    questions: [
      "A stone broke my window. Do you pay for the repair?",
      "Is the glass of my oven part of the contract?",
      "Who chooses the glazier?",
    ],
    facts: [
      "Broken panes are covered if your contract includes glass.",
      "Ceramic hobs and oven doors count as glass.",
      "You choose the glazier; send us the bill within 30 days.",
      "Scratches are not covered.",
    ],
    soft: ["We usually pay the glazier directly."],
    wrong: [
      "Glass is part of every contract.",
      "Scratches and dull panes are replaced as well.",
      "You have to take one of our own glaziers.",
    ],
    dodge: "Glass breaks easily, so it is good that you ask.",
  },
];

/** Sentences that say nothing which could be right or wrong, about fifteen words each. */
export const fillers = [
  "Thank you very much for reaching out to us today, we are always glad to help you.",
  "We understand that a question like this can take time out of an already full day.",
  "It is important to us that you feel well looked after at every step of the way.",
  "Many of our customers ask something very like this, so you are certainly not alone with it.",
  "Please keep all documents at hand, since they make every later step easier for the both of us.",
  "If anything remains unclear after reading this, simply write again and we will gladly go into it.",
  "You can follow what happens next in the portal at any time, by day and by night.",
  "Our colleagues look at every case with care and with an eye for what matters to you.",
  "To put this into the wider picture, it helps to look at how such a case goes on.",
  "There are several points to keep in mind here, and each of them deserves a moment of attention.",
  "We would like to thank you for the trust that you have placed in us over the years.",
  "In the end what counts for us is that you get a clear answer without a long wait.",
  "As always, the full wording of your contract is there for you in the portal for reading.",
  "We have written this answer with you in mind and hope that it reads well from start to end.",
];

/** Families of models that answer; the judges are of the first. */
export const models = [
  { name: "kestrel-2", family: "kestrel" },
  { name: "kestrel-mini", family: "kestrel" },
  { name: "marten-1", family: "marten" },
  { name: "plover-large", family: "plover" },
];
