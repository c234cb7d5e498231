// Made by tools/model-prices.mjs: change that, not this.

/** The newest price in the table. */
export const priceTableDate = "2026-08-20";

export const priceTableSource =
  "langfuse/langfuse, worker/src/constants/default-model-prices.json at 62751446149b (MIT)";

/**
 * One model to a line: its name; USD per million tokens of input, read from a cache, written to a cache, output and
 * reasoning, "-" where it is not priced apart; the pattern of the names under which it is called. Indented below it are
 * the prices of special calls, the first that fits holds.
 *
 * Left out, since text and audio differ in price and spans do not say which they are of:
 * gpt-4o-audio-preview
 * gpt-4o-audio-preview-2024-10-01
 * gpt-4o-realtime-preview
 * gpt-4o-realtime-preview-2024-10-01
 * gemini-live-2.5-flash-native-audio
 */
export const priceTableText = String.raw`
gpt-4o 2.5 1.25 - 10 - ^(openai/)?(gpt-4o)$
  service_tier=fast,priority 4.25 2.125 - 17 -
gpt-4o-2024-05-13 5 - - 15 - ^(openai/)?(gpt-4o-2024-05-13)$
  service_tier=fast,priority 8.75 - - 26.25 -
gpt-4-1106-preview 10 - - 30 - ^(openai/)?(gpt-4-1106-preview)$
gpt-4-turbo-vision 10 - - 30 - ^(openai/)?(gpt-4(-\d{4})?-vision-preview)$
gpt-4-32k 60 - - 120 - ^(openai/)?(gpt-4-32k)$
gpt-4-32k-0613 60 - - 120 - ^(openai/)?(gpt-4-32k-0613)$
gpt-3.5-turbo-1106 1 - - 2 - ^(openai/)?(gpt-)(35|3.5)(-turbo-1106)$
gpt-3.5-turbo-0613 1.5 - - 2 - ^(openai/)?(gpt-)(35|3.5)(-turbo-0613)$
gpt-4-0613 30 - - 60 - ^(openai/)?(gpt-4-0613)$
gpt-3.5-turbo-instruct 1.5 - - 2 - ^(openai/)?(gpt-)(35|3.5)(-turbo-instruct)$
text-ada-001 4 - - 4 - ^(text-ada-001)$
text-babbage-001 0.5 - - 0.5 - ^(text-babbage-001)$
text-curie-001 20 - - 20 - ^(text-curie-001)$
text-davinci-001 20 - - 20 - ^(text-davinci-001)$
text-davinci-002 20 - - 20 - ^(text-davinci-002)$
text-davinci-003 20 - - 20 - ^(text-davinci-003)$
text-embedding-ada-002-v2 0.1 - - 0.1 - ^(text-embedding-ada-002-v2)$
text-embedding-ada-002 0.1 - - 0.1 - ^(text-embedding-ada-002)$
gpt-3.5-turbo-16k-0613 3 - - 4 - ^(openai/)?(gpt-)(35|3.5)(-turbo-16k-0613)$
gpt-3.5-turbo-0301 2 - - 2 - ^(openai/)?(gpt-)(35|3.5)(-turbo-0301)$
gpt-4-32k-0314 60 - - 120 - ^(openai/)?(gpt-4-32k-0314)$
gpt-4-0314 30 - - 60 - ^(openai/)?(gpt-4-0314)$
gpt-4 30 - - 60 - ^(openai/)?(gpt-4)$
claude-instant-1.2 1.63 - - 5.51 - ^(anthropic/)?(claude-instant-1.2)$
claude-2.0 8 - - 24 - ^(anthropic/)?(claude-2.0)$
claude-2.1 8 - - 24 - ^(anthropic/)?(claude-2.1)$
claude-1.3 8 - - 24 - ^(anthropic/)?(claude-1.3)$
claude-1.2 8 - - 24 - ^(anthropic/)?(claude-1.2)$
claude-1.1 8 - - 24 - ^(anthropic/)?(claude-1.1)$
claude-instant-1 1.63 - - 5.51 - ^(anthropic/)?(claude-instant-1)$
babbage-002 0.4 - - 0.4 - ^(babbage-002)$
davinci-002 2 - - 2 - ^(davinci-002)$
text-embedding-3-small 0.02 - - 0.02 - ^(text-embedding-3-small)$
text-embedding-3-large 0.13 - - 0.13 - ^(text-embedding-3-large)$
gpt-3.5-turbo-0125 0.5 - - 1.5 - ^(openai/)?(gpt-)(35|3.5)(-turbo-0125)$
gpt-3.5-turbo 0.5 - - 1.5 - ^(openai/)?(gpt-)(35|3.5)(-turbo)$
gpt-4-0125-preview 10 - - 30 - ^(openai/)?(gpt-4-0125-preview)$
ft:gpt-3.5-turbo-1106 3 - - 6 - ^(ft:)(gpt-3.5-turbo-1106:)(.+)(:)(.*)(:)(.+)$
ft:gpt-3.5-turbo-0613 12 - - 16 - ^(ft:)(gpt-3.5-turbo-0613:)(.+)(:)(.*)(:)(.+)$
ft:davinci-002 12 - - 12 - ^(ft:)(davinci-002:)(.+)(:)(.*)(:)(.+)$$
ft:babbage-002 1.6 - - 1.6 - ^(ft:)(babbage-002:)(.+)(:)(.*)(:)(.+)$$
chat-bison 0.25 - - 0.5 - ^(chat-bison)(@[a-zA-Z0-9]+)?$
codechat-bison-32k 0.25 - - 0.5 - ^(codechat-bison-32k)(@[a-zA-Z0-9]+)?$
codechat-bison 0.25 - - 0.5 - ^(codechat-bison)(@[a-zA-Z0-9]+)?$
text-bison-32k 0.25 - - 0.5 - ^(text-bison-32k)(@[a-zA-Z0-9]+)?$
chat-bison-32k 0.25 - - 0.5 - ^(chat-bison-32k)(@[a-zA-Z0-9]+)?$
text-unicorn 2.5 - - 7.5 - ^(text-unicorn)(@[a-zA-Z0-9]+)?$
text-bison 0.25 - - 0.5 - ^(text-bison)(@[a-zA-Z0-9]+)?$
textembedding-gecko 0.1 - - 0.1 - ^(textembedding-gecko)(@[a-zA-Z0-9]+)?$
textembedding-gecko-multilingual 0.1 - - 0.1 - ^(textembedding-gecko-multilingual)(@[a-zA-Z0-9]+)?$
code-gecko 0.25 - - 0.5 - ^(code-gecko)(@[a-zA-Z0-9]+)?$
code-bison 0.25 - - 0.5 - ^(code-bison)(@[a-zA-Z0-9]+)?$
code-bison-32k 0.25 - - 0.5 - ^(code-bison-32k)(@[a-zA-Z0-9]+)?$
gpt-3.5-turbo-16k 0.5 - - 1.5 - ^(openai/)?(gpt-)(35|3.5)(-turbo-16k)$
gpt-4-turbo-preview 10 - - 30 - ^(openai/)?(gpt-4-turbo-preview)$
claude-3-opus-20240229 15 - - 75 - ^(anthropic/)?(claude-3-opus-20240229|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-3-opus-20240229-v1:0|claude-3-opus@20240229)$
claude-3-sonnet-20240229 3 0.3 3.75 15 - ^(anthropic/)?(claude-3-sonnet-20240229|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-3-sonnet-20240229-v1:0|claude-3-sonnet@20240229)$
claude-3-haiku-20240307 0.25 - - 1.25 - ^(anthropic/)?(claude-3-haiku-20240307|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-3-haiku-20240307-v1:0|claude-3-haiku@20240307)$
gemini-1.0-pro-latest 0.25 - - 0.5 - ^(google(ai)?/)?(gemini-1.0-pro-latest)(@[a-zA-Z0-9]+)?$
gemini-1.0-pro 0.125 - - 0.375 - ^(google(ai)?/)?(gemini-1.0-pro)(@[a-zA-Z0-9]+)?$
gemini-1.0-pro-001 0.125 - - 0.375 - ^(google(ai)?/)?(gemini-1.0-pro-001)(@[a-zA-Z0-9]+)?$
gemini-pro 0.125 - - 0.375 - ^(google(ai)?/)?(gemini-pro)(@[a-zA-Z0-9]+)?$
gemini-1.5-pro-latest 2.5 - - 7.5 - ^(google(ai)?/)?(gemini-1.5-pro-latest)(@[a-zA-Z0-9]+)?$
gpt-4-turbo-2024-04-09 10 - - 30 - ^(openai/)?(gpt-4-turbo-2024-04-09)$
gpt-4-turbo 10 - - 30 - ^(openai/)?(gpt-4-turbo)$
gpt-4-preview 10 - - 30 - ^(openai/)?(gpt-4-preview)$
claude-3-5-sonnet-20240620 3 0.3 3.75 15 - ^(anthropic/)?(claude-3-5-sonnet-20240620|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-3-5-sonnet-20240620-v1:0|claude-3-5-sonnet@20240620)$
gpt-4o-mini 0.15 0.075 - 0.6 - ^(openai/)?(gpt-4o-mini)$
  service_tier=fast,priority 0.25 0.125 - 1 -
gpt-4o-mini-2024-07-18 0.15 0.075 - 0.6 - ^(openai/)?(gpt-4o-mini-2024-07-18)$
  service_tier=fast,priority 0.25 0.125 - 1 -
gpt-4o-2024-08-06 2.5 1.25 - 10 - ^(openai/)?(gpt-4o-2024-08-06)$
  service_tier=fast,priority 4.25 2.125 - 17 -
o1-preview 15 7.5 - 60 - ^(openai/)?(o1-preview)$
o1-preview-2024-09-12 15 7.5 - 60 - ^(openai/)?(o1-preview-2024-09-12)$
o1-mini 1.1 0.55 - 4.4 - ^(openai/)?(o1-mini)$
o1-mini-2024-09-12 1.1 0.55 - 4.4 - ^(openai/)?(o1-mini-2024-09-12)$
claude-3.5-sonnet-20241022 3 0.3 3.75 15 - ^(anthropic/)?(claude-3-5-sonnet-20241022|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-3-5-sonnet-20241022-v2:0|claude-3-5-sonnet-V2@20241022)$
claude-3.5-sonnet-latest 3 0.3 3.75 15 - ^(anthropic/)?(claude-3-5-sonnet-latest)$
claude-3-5-haiku-20241022 0.8 0.08 1 4 - ^(anthropic/)?(claude-3-5-haiku-20241022|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-3-5-haiku-20241022-v1:0|claude-3-5-haiku-V1@20241022)$
claude-3.5-haiku-latest 0.8 0.08 1 4 - ^(anthropic/)?(claude-3-5-haiku-latest)$
chatgpt-4o-latest 5 - - 15 - ^(chatgpt-4o-latest)$
gpt-4o-2024-11-20 2.5 1.25 - 10 - ^(openai/)?(gpt-4o-2024-11-20)$
  service_tier=fast,priority 4.25 2.125 - 17 -
o1 15 7.5 - 60 - ^(openai/)?(o1)$
o1-2024-12-17 15 7.5 - 60 - ^(openai/)?(o1-2024-12-17)$
o3-mini 1.1 0.55 - 4.4 - ^(openai/)?(o3-mini)$
o3-mini-2025-01-31 1.1 0.55 - 4.4 - ^(openai/)?(o3-mini-2025-01-31)$
gemini-2.0-flash-001 0.1 - - 0.4 - ^(google(ai)?/)?(gemini-2.0-flash-001)(@[a-zA-Z0-9]+)?$
gemini-2.0-flash-lite-preview-02-05 0.075 - - 0.3 - ^(google(ai)?/)?(gemini-2.0-flash-lite-preview-02-05)(@[a-zA-Z0-9]+)?$
claude-3.7-sonnet-20250219 3 0.3 3.75 15 - ^(anthropic/)?(claude-3.7-sonnet-20250219|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-3.7-sonnet-20250219-v1:0|claude-3-7-sonnet-V1@20250219)$
claude-3.7-sonnet-latest 3 0.3 3.75 15 - ^(anthropic/)?(claude-3-7-sonnet-latest)$
gpt-4.5-preview 75 37.5 - 150 - ^(openai/)?(gpt-4.5-preview)$
gpt-4.5-preview-2025-02-27 75 37.5 - 150 - ^(openai/)?(gpt-4.5-preview-2025-02-27)$
gpt-4.1 2 0.5 - 8 - ^(openai/)?(gpt-4.1)$
  service_tier=fast,priority 3.5 0.875 - 14 -
gpt-4.1-2025-04-14 2 0.5 - 8 - ^(openai/)?(gpt-4.1-2025-04-14)$
  service_tier=fast,priority 3.5 0.875 - 14 -
gpt-4.1-mini-2025-04-14 0.4 0.1 - 1.6 - ^(openai/)?(gpt-4.1-mini-2025-04-14)$
  service_tier=fast,priority 0.7 0.175 - 2.8 -
gpt-4.1-nano-2025-04-14 0.1 0.025 - 0.4 - ^(openai/)?(gpt-4.1-nano-2025-04-14)$
  service_tier=fast,priority 0.2 0.05 - 0.8 -
o3 2 0.5 - 8 - ^(openai/)?(o3)$
  service_tier=fast,priority 3.5 0.875 - 14 -
  service_tier=flex 1 0.25 - 4 -
o3-2025-04-16 2 0.5 - 8 - ^(openai/)?(o3-2025-04-16)$
  service_tier=fast,priority 3.5 0.875 - 14 -
  service_tier=flex 1 0.25 - 4 -
o4-mini 1.1 0.275 - 4.4 - ^(openai/)?(o4-mini)$
  service_tier=fast,priority 2 0.5 - 8 -
  service_tier=flex 0.55 0.138 - 2.2 -
o4-mini-2025-04-16 1.1 0.275 - 4.4 - ^(openai/)?(o4-mini-2025-04-16)$
  service_tier=fast,priority 2 0.5 - 8 -
  service_tier=flex 0.55 0.138 - 2.2 -
gemini-2.0-flash 0.1 - - 0.4 - ^(google(ai)?/)?(gemini-2.0-flash)(@[a-zA-Z0-9]+)?$
gemini-2.0-flash-lite-preview 0.075 - - 0.3 - ^(google(ai)?/)?(gemini-2.0-flash-lite-preview)(@[a-zA-Z0-9]+)?$
gpt-4.1-nano 0.1 0.025 - 0.4 - ^(openai/)?(gpt-4.1-nano)$
  service_tier=fast,priority 0.2 0.05 - 0.8 -
gpt-4.1-mini 0.4 0.1 - 1.6 - ^(openai/)?(gpt-4.1-mini)$
  service_tier=fast,priority 0.7 0.175 - 2.8 -
claude-sonnet-4-5-20250929 3 0.3 3.75 15 - ^(anthropic/)?(claude-sonnet-4-5(-20250929)?|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-sonnet-4-5(-20250929)?-v1(:0)?|claude-sonnet-4-5-V1(@20250929)?|claude-sonnet-4-5(@20250929)?)$
claude-sonnet-4-20250514 3 0.3 3.75 15 - ^(anthropic/)?(claude-sonnet-4(-20250514)?|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-sonnet-4(-20250514)?-v1(:0)?|claude-sonnet-4-V1(@20250514)?|claude-sonnet-4(@20250514)?)$
claude-sonnet-4-latest 3 0.3 3.75 15 - ^(anthropic/)?(claude-sonnet-4-latest)$
claude-opus-4-20250514 15 1.5 18.75 75 - ^(anthropic/)?(claude-opus-4(-20250514)?|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-opus-4(-20250514)?-v1(:0)?|claude-opus-4(@20250514)?)$
o3-pro 20 - - 80 - ^(openai/)?(o3-pro)$
o3-pro-2025-06-10 20 - - 80 - ^(openai/)?(o3-pro-2025-06-10)$
o1-pro 150 - - 600 - ^(openai/)?(o1-pro)$
o1-pro-2025-03-19 150 - - 600 - ^(openai/)?(o1-pro-2025-03-19)$
gemini-2.5-flash 0.3 0.03 - 2.5 - ^(google(ai)?/)?(gemini-2.5-flash)$
gemini-2.5-flash-lite 0.1 0.01 - 0.4 - ^(google(ai)?/)?(gemini-2.5-flash-lite)$
claude-opus-4-1-20250805 15 1.5 18.75 75 - ^(anthropic/)?(claude-opus-4-1(-20250805)?|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-opus-4-1(-20250805)?-v1(:0)?|claude-opus-4-1(@20250805)?)$
gpt-5 1.25 0.125 - 10 - ^(openai/)?(gpt-5)$
  service_tier=fast,priority 2.5 0.25 - 20 -
  service_tier=flex 0.625 0.0625 - 5 -
gpt-5-2025-08-07 1.25 0.125 - 10 - ^(openai/)?(gpt-5-2025-08-07)$
  service_tier=fast,priority 2.5 0.25 - 20 -
  service_tier=flex 0.625 0.0625 - 5 -
gpt-5-mini 0.25 0.025 - 2 - ^(openai/)?(gpt-5-mini)$
  service_tier=fast,priority 0.45 0.045 - 3.6 -
  service_tier=flex 0.125 0.0125 - 1 -
gpt-5-mini-2025-08-07 0.25 0.025 - 2 - ^(openai/)?(gpt-5-mini-2025-08-07)$
  service_tier=fast,priority 0.45 0.045 - 3.6 -
  service_tier=flex 0.125 0.0125 - 1 -
gpt-5-nano 0.05 0.005 - 0.4 - ^(openai/)?(gpt-5-nano)$
  service_tier=flex 0.025 0.0025 - 0.2 -
gpt-5-nano-2025-08-07 0.05 0.005 - 0.4 - ^(openai/)?(gpt-5-nano-2025-08-07)$
  service_tier=flex 0.025 0.0025 - 0.2 -
gpt-5-chat-latest 1.25 0.125 - 10 - ^(openai/)?(gpt-5-chat-latest)$
gpt-5-pro 15 - - 120 - ^(openai/)?(gpt-5-pro)$
gpt-5-pro-2025-10-06 15 - - 120 - ^(openai/)?(gpt-5-pro-2025-10-06)$
claude-haiku-4-5-20251001 1 0.1 1.25 5 - ^(anthropic/)?(claude-haiku-4-5(-20251001)?|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-haiku-4-5-20251001-v1:0|claude-4-5-haiku@20251001)$
gpt-5.1 1.25 0.125 - 10 - ^(openai/)?(gpt-5.1)$
  service_tier=fast,priority 2.5 0.25 - 20 -
  service_tier=flex 0.625 0.0625 - 5 -
gpt-5.1-2025-11-13 1.25 0.125 - 10 - ^(openai/)?(gpt-5.1-2025-11-13)$
  service_tier=fast,priority 2.5 0.25 - 20 -
  service_tier=flex 0.625 0.0625 - 5 -
claude-opus-4-5-20251101 5 0.5 6.25 25 - ^(anthropic/)?(claude-opus-4-5(-20251101)?|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-opus-4-5(-20251101)?-v1(:0)?|claude-opus-4-5(@20251101)?)$
claude-sonnet-4-6 3 0.3 3.75 15 - ^(anthropic\/)?(claude-sonnet-4-6|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-sonnet-4-6(-v1(:0)?)?|claude-sonnet-4-6)$
claude-opus-4-6 5 0.5 6.25 25 - ^(anthropic/)?(claude-opus-4-6|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-opus-4-6-v1(:0)?|claude-opus-4-6)$
claude-opus-4-7 5 0.5 6.25 25 - ^(anthropic/)?(claude-opus-4-7|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-opus-4-7-v1(:0)?|claude-opus-4-7)$
claude-opus-4-8 5 0.5 6.25 25 - ^((anthropic/)?claude-opus-4-8|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-opus-4-8(-v1(:0)?)?)$
  speed=fast 10 1 12.5 50 -
claude-fable-5 10 1 12.5 50 - ^((anthropic/)?claude-fable-5|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-fable-5(-v1(:0)?)?)$
claude-mythos-5 10 1 12.5 50 - ^(anthropic/)?claude-mythos-5$
claude-sonnet-5 2 0.2 2.5 10 - ^((anthropic\/)?claude-sonnet-5|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-sonnet-5(-v1(:0)?)?)$
claude-opus-5 5 0.5 6.25 25 - ^((anthropic\/)?claude-opus-5|(eu\.|us\.|apac\.|au\.|jp\.|global\.)?anthropic\.claude-opus-5(-v1(:0)?)?)$
  speed=fast 10 1 12.5 50 -
gemini-2.5-pro 1.25 0.125 - 10 - ^(google(ai)?/)?(gemini-2.5-pro)$
  input>200000 2.5 0.25 - 15 -
gemini-3-pro-preview 2 0.2 - 12 - ^(google(ai)?/)?(gemini-3-pro-preview)$
  input>200000 4 0.4 - 18 -
gemini-3.1-pro-preview 2 0.2 - 12 - ^(google(ai)?/)?(gemini-3.1-pro-preview(-customtools)?)$
  input>200000 4 0.4 - 18 -
gpt-5.2 1.75 0.175 - 14 - ^(openai/)?(gpt-5.2)$
  service_tier=fast,priority 3.5 0.35 - 28 -
  service_tier=flex 0.875 0.0875 - 7 -
gpt-5.2-2025-12-11 1.75 0.175 - 14 - ^(openai/)?(gpt-5.2-2025-12-11)$
  service_tier=fast,priority 3.5 0.35 - 28 -
  service_tier=flex 0.875 0.0875 - 7 -
gpt-5.2-pro 21 - - 168 - ^(openai/)?(gpt-5.2-pro)$
gpt-5.2-pro-2025-12-11 21 - - 168 - ^(openai/)?(gpt-5.2-pro-2025-12-11)$
gpt-5.3-codex 1.75 0.175 - 14 - ^(openai/)?(gpt-5.3-codex)$
gpt-5.4 2.5 0.25 - 15 - ^(openai/)?(gpt-5.4)$
  service_tier=flex&input>272000 2.5 0.25 - 11.25 -
  service_tier=fast,priority 5 0.5 - 30 -
  service_tier=flex 1.25 0.13 - 7.5 -
  input>272000 5 0.5 - 22.5 -
gpt-5.4-pro 30 - - 180 - ^(openai/)?(gpt-5.4-pro)$
  service_tier=flex&input>272000 30 - - 135 -
  service_tier=flex 15 - - 90 -
  input>272000 60 - - 270 -
gpt-5.4-2026-03-05 2.5 0.25 - 15 - ^(openai/)?(gpt-5.4-2026-03-05)$
  service_tier=flex&input>272000 2.5 0.25 - 11.25 -
  service_tier=fast,priority 5 0.5 - 30 -
  service_tier=flex 1.25 0.13 - 7.5 -
  input>272000 5 0.5 - 22.5 -
gpt-5.4-pro-2026-03-05 30 - - 180 - ^(openai/)?(gpt-5.4-pro-2026-03-05)$
  service_tier=flex&input>272000 30 - - 135 -
  service_tier=flex 15 - - 90 -
  input>272000 60 - - 270 -
gpt-5.4-mini 0.75 0.075 - 4.5 - ^(openai\/)?(gpt-5.4-mini)$
  service_tier=fast,priority 1.5 0.15 - 9 -
  service_tier=flex 0.375 0.0375 - 2.25 -
gpt-5.4-mini-2026-03-17 0.75 0.075 - 4.5 - ^(openai\/)?(gpt-5.4-mini-2026-03-17)$
  service_tier=fast,priority 1.5 0.15 - 9 -
  service_tier=flex 0.375 0.0375 - 2.25 -
gpt-5.4-nano 0.2 0.02 - 1.25 - ^(openai\/)?(gpt-5.4-nano)$
  service_tier=flex 0.1 0.01 - 0.625 -
gpt-5.4-nano-2026-03-17 0.2 0.02 - 1.25 - ^(openai\/)?(gpt-5.4-nano-2026-03-17)$
  service_tier=flex 0.1 0.01 - 0.625 -
gpt-5.5-2026-04-23 5 0.5 - 30 - ^(openai/)?(gpt-5.5(-2026-04-23)?)$
  service_tier=flex&input>272000 5 0.5 - 22.5 -
  service_tier=fast,priority 12.5 1.25 - 75 -
  service_tier=flex 2.5 0.25 - 15 -
  input>272000 10 1 - 45 -
gpt-5.5-pro-2026-04-23 30 - - 180 - ^(openai/)?(gpt-5.5-pro(-2026-04-23)?)$
  service_tier=flex 15 - - 90 -
  input>272000 60 - - 270 -
gpt-5.6-sol 5 0.5 6.25 30 - ^(openai/)?(gpt-5.6-sol)$
  service_tier=fast,priority&input>272000 20 2 25 90 -
  service_tier=flex&input>272000 5 0.5 6.25 22.5 -
  service_tier=fast,priority 10 1 12.5 60 -
  service_tier=flex 2.5 0.25 3.125 15 -
  input>272000 10 1 12.5 45 -
gpt-5.6-terra 2 0.2 2.5 12 - ^(openai/)?(gpt-5.6-terra)$
  service_tier=fast,priority&input>272000 8 0.8 10 36 -
  service_tier=flex&input>272000 2 0.2 2.5 9 -
  service_tier=fast,priority 4 0.4 5 24 -
  service_tier=flex 1 0.1 1.25 6 -
  input>272000 4 0.4 5 18 -
gpt-5.6-luna 0.2 0.02 0.25 1.2 - ^(openai/)?(gpt-5.6-luna)$
  service_tier=fast,priority&input>272000 0.8 0.08 1 3.6 -
  service_tier=flex&input>272000 0.2 0.02 0.25 0.9 -
  service_tier=fast,priority 0.4 0.04 0.5 2.4 -
  service_tier=flex 0.1 0.01 0.125 0.6 -
  input>272000 0.4 0.04 0.5 1.8 -
gemini-3.5-flash 1.5 0.15 - 9 - ^(google(ai)?/)?(gemini-3.5-flash)$
gemini-3-flash-preview 0.5 0.05 - 3 - ^(google(ai)?/)?(gemini-3-flash-preview)$
gemini-3.1-flash-lite 0.25 0.025 - 1.5 - ^(google(ai)?/)?(gemini-3.1-flash-lite)$
gemini-3.1-flash-lite-preview 0.25 0.025 - 1.5 - ^(google(ai)?/)?(gemini-3.1-flash-lite-preview)$
gemini-3.6-flash 0.75 0.075 - 3.75 - ^(google(ai)?/)?(gemini-3.6-flash)$
gemini-3.7-flash 0.75 0.075 - 3.75 - ^(google(ai)?/)?(gemini-3.7-flash)$
gemini-3.5-flash-lite 0.3 0.03 - 2.5 - ^(google(ai)?/)?(gemini-3.5-flash-lite)$
`;
