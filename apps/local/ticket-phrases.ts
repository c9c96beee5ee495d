/**
 * The phrases that example tickets are put together from. Kept apart from the generator because it is data: what
 * customers of a small web shop write, by intent and by the time at which they began to write it that way.
 */

/**
 * Request phrases of one intent. `early` is how the first customers put it, `late` is what came up afterwards, and
 * `unseen` appears in held-out tickets only, so that a score also says something about new wording.
 */
export interface RequestPhrases {
  readonly early: readonly string[];
  readonly late: readonly string[];
  readonly unseen: readonly string[];
}

export const REQUESTS: Readonly<Record<string, RequestPhrases>> = {
  refund: {
    early: [
      'i want my money back for the {item}',
      'please refund the {item}',
      'i sent the {item} back and wait for my money',
      'when do i get the refund for order {number}',
      'give me a refund please',
      'i would like to be refunded',
    ],
    late: [
      'the money for the returned {item} has not come',
      'i want the money i paid for the {item} back',
      'you owe me {sum}, i sent the {item} back',
      'refund order {number} to my card',
      'i returned it {day} and there is no money on my card yet',
      'i am not happy with it and ask for a refund',
      'how long does a refund take',
      'please send the {sum} back to my account',
      'money back for the broken {item}',
    ],
    unseen: [
      'my money for the {item} please, i sent it back',
      'still waiting to be refunded for order {number}',
      'i ask for the {sum} back',
    ],
  },
  billing: {
    early: [
      'i was charged twice for the {item}',
      'there is a wrong sum on my invoice',
      'i do not understand the charge of {sum}',
      'please send me the invoice for order {number}',
      'my bill for {month} is too high',
      'you took {sum} from my card twice',
    ],
    late: [
      'the tax number is missing on the invoice',
      'why is there an extra charge of {sum}',
      'the bank says i was charged {sum} again',
      'the invoice shows the old address of my firm',
      'i got two bills for one order',
      'the price on the bill is not the price in the shop',
      'can i pay the invoice by bank transfer',
      'my payment failed but {sum} was taken from my card',
      'i need an invoice for {month} for the tax office',
    ],
    unseen: [
      'there are two charges of {sum} on my card',
      'the invoice for {month} has a wrong sum',
      'explain the charge of {sum} on my bill',
    ],
  },
  login: {
    early: [
      'i cannot log in',
      'my password does not work',
      'i forgot my password',
      'the login page says wrong password',
      'my account is locked',
      'the reset link for my password never came',
    ],
    late: [
      'i am locked out of my account',
      'the login code does not come',
      'it keeps asking for my password',
      'my login is refused since {day}',
      'i changed my phone and cannot get into my account',
      'the code for my account is not accepted',
      'please unlock my account',
      'i want to log in but my mail address is unknown',
      'the password reset mail does not come',
    ],
    unseen: ['the login does not accept my password', 'i cannot log in to my account since {day}', 'unlock my login please'],
  },
  shipping: {
    early: [
      'where is my parcel',
      'the {item} has not arrived yet',
      'my order {number} is still not delivered',
      'the tracking has not moved since {day}',
      'when will the {item} be delivered',
      'the courier did not come',
    ],
    late: [
      'the parcel was left at the wrong address',
      'the delivery is two weeks late',
      'tracking says delivered but there is no parcel',
      'how long does shipping take to {city}',
      'please deliver it to {city} instead',
      'the courier could not find my door',
      'is order {number} delivered by a courier',
      'my parcel got lost on the way',
      'when is the delivery to {city}',
    ],
    unseen: [
      'the courier lost the parcel with my {item}',
      'order {number} should have been delivered on {day}',
      'no parcel yet, where is the delivery',
    ],
  },
  bug: {
    early: [
      'the app crashes when i open it',
      'the page stays white',
      'i get error {number} on the website',
      'the button does nothing when i press it',
      'the app freezes after the update',
      'the search shows an error',
    ],
    late: [
      'the site shows a blank screen on my phone',
      'the photos in the app stay white',
      'the checkout page freezes for ever',
      'since the update the app closes by itself',
      'the list on the website is empty, an error i think',
      'an error message pops up on every page',
      'the app flickers when i open the list',
      'the website is broken in my browser',
      'the basket forgets what i put in, looks like a bug',
    ],
    unseen: ['the app closes with error {number}', 'a blank page after the update', 'the website freezes and shows an error'],
  },
  cancel: {
    early: [
      'please cancel my order {number}',
      'i want to cancel my subscription',
      'stop my membership',
      'cancel the {item} before you send it',
      'i want to end my contract',
      'how do i cancel',
    ],
    late: [
      'end my contract at the end of {month}',
      'i no longer need the {item}, please cancel it',
      'do not renew my subscription',
      'close my membership for good',
      'i ordered it by mistake, cancel order {number}',
      'end the monthly membership please',
      'i want to stop the contract',
      'stop the subscription now',
      'i changed my mind, cancel my order of the {item}',
    ],
    unseen: ['please end my subscription in {month}', 'i changed my mind, cancel the {item}', 'cancel the plan, do not renew it'],
  },
  feature: {
    early: [
      'please add a dark mode',
      'it would be great to have a wish list',
      'can you add a filter by {colour}',
      'i suggest a calendar view',
      'a nice idea would be a gift option',
      'could you support more languages',
    ],
    late: [
      'please add an option to export my list',
      'could you add a map of your shops',
      'an idea: show stock for each shop',
      'please add a widget for the phone',
      'it would be nice to sort by price',
      'it would be great to have an offline mode',
      'can you add voice search',
      'i suggest an option for a bigger font',
      'a reminder would be a nice idea',
    ],
    unseen: ['please add an option to sort my wish list', 'i suggest adding an offline mode', 'it would be nice to have a bigger font'],
  },
  exchange: {
    early: [
      'the {item} is too small, i need a bigger size',
      'i want to swap the {item} for a {colour} one',
      'can i exchange the {item}',
      'you sent {colour} but i need another colour',
      'please exchange it for size {size}',
      'i got the wrong size',
    ],
    late: [
      'i want the {item} in another colour, {colour} please',
      'send me size {size} and i return this one',
      'the {item} does not fit, i need a larger size',
      'swap it for another model please',
      'you sent {colour2} instead of {colour}, swap it please',
      'can you exchange the {item} for size {size}',
      'the shoes are too small, one size up please',
      'i want to exchange the {item} for another one',
      'is it possible to swap to a different colour',
    ],
    unseen: [
      'swap the {item} for size {size} please',
      'the {item} is too tight, exchange it',
      'can i exchange the {item} for a {colour} one',
    ],
  },
};
