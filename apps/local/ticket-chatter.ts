/**
 * What stands around the request in an example ticket, by chance and without regard to the intent. Data, like
 * `ticket-phrases.ts`.
 */

/** Said in tickets of every intent, some of it on purpose close to another intent's words. */
export const CONTEXT: readonly string[] = [
  'i ordered a {item} in {month}',
  'i have been a customer for years',
  'my order number is {number}',
  'it was a present for my {person}',
  'my {person} told me to write',
  'i wrote to you on {day} already',
  'nobody answers the phone',
  'i live in {city} now',
  'the {item} is lovely by the way',
  'i paid {sum} by card',
  'we are a small firm in {city}',
  'this is my {count} message',
  'the parcel came on {day}',
  'i am on holiday until {month}',
  'my phone is quite old',
  'i use the app every day',
  'the {colour} {item} was the one',
  'i saw it in your shop in {city}',
  'sorry for my english',
  'i hope this is the right address',
];
export const GREETINGS: readonly string[] = [
  'hi',
  'hello',
  'hey',
  'dear team',
  'good morning',
  'hello support',
  'hi there',
  'good evening',
  'to whom it may concern',
  '',
];
export const URGENCIES: readonly string[] = [
  'this is urgent',
  'as soon as possible please',
  'no hurry',
  'i need it by {day}',
  'please answer today',
  'i am really annoyed',
  'whenever you have time',
  '',
  '',
  '',
];
export const CLOSINGS: readonly string[] = [
  'thanks',
  'thank you',
  'regards, {name}',
  'best, {name}',
  'cheers',
  '{name}',
  'many thanks',
  'bye',
  '',
  '',
];
export const SEPARATORS: readonly string[] = ['. ', '. ', ', ', '\n', ' - ', ' ... ', '! ', '; '];

export const SLOTS: Readonly<Record<string, readonly string[]>> = {
  item: [
    'lamp',
    'jacket',
    'kettle',
    'shoes',
    'chair',
    'watch',
    'bag',
    'mug',
    'shirt',
    'hat',
    'table',
    'scarf',
    'coat',
    'blender',
    'radio',
    'rug',
  ],
  colour: ['red', 'blue', 'green', 'black', 'white', 'yellow'],
  colour2: ['grey', 'brown', 'pink', 'orange'],
  size: ['38', '41', '44', 's', 'm', 'l', 'xl'],
  month: ['january', 'february', 'march', 'april', 'june', 'july', 'october', 'december'],
  day: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  city: ['berlin', 'hamburg', 'leipzig', 'vienna', 'zurich', 'prague', 'lyon', 'oslo'],
  person: ['mother', 'father', 'sister', 'brother', 'friend', 'uncle', 'neighbour'],
  name: ['anna', 'ben', 'clara', 'david', 'emma', 'felix', 'greta', 'hugo', 'ines', 'jonas', 'karla', 'leo', 'mia', 'noah', 'olga', 'paul'],
  count: ['second', 'third', 'fourth'],
};
