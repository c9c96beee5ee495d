/** Which digits can be a telephone number: the numbering plans of libphonenumber, compiled to a test that is a hundred times as fast as its parser. */

import { getCountries, getCountryCallingCode, Metadata, type CountryCode } from 'libphonenumber-js/min';

interface Plan {
  readonly digits: RegExp;
  /** Dialled before a number at home, such as 0; empty where there is none. */
  readonly trunk: string;
}

/** Parts of a plan that the library has and its types leave out. */
interface PlanDetails {
  nationalNumberPattern(): string;
  nationalPrefix(): string | undefined;
  possibleLengths(): readonly number[];
}

/** Where numbers written without a country are looked for. Lengths are fixed in the first, free in the second: they would take what follows, too. */
const strictHomes: readonly CountryCode[] = [
  'GB',
  'FR',
  'ES',
  'AU',
  'NZ',
  'NL',
  'BE',
  'CH',
  'IN',
  'JP',
  'BR',
  'MX',
  'CN',
  'KR',
  'ZA',
  'PL',
  'PT',
  'DK',
  'NO',
  'SG',
  'HK',
  'IE',
  'TR',
  'GR',
  'CZ',
  'US',
];
const freeHomes: readonly CountryCode[] = ['DE', 'AT', 'IT', 'SE', 'FI'];

let plansByCode: ReadonlyMap<string, readonly Plan[]> | undefined;
let homes: { readonly strict: readonly Plan[]; readonly free: readonly Plan[] } | undefined;

/** Digits with their country code, without `+`. */
export function isInternationalNumber(digits: string): boolean {
  if (digits.length < 7 || digits.length > 15) return false;
  plansByCode ??= compileAll();
  for (let length = 1; length <= 3; length += 1) {
    const plans = plansByCode.get(digits.slice(0, length));
    // No country code is the beginning of another.
    if (plans !== undefined) return plans.some((plan) => plan.digits.test(digits.slice(length)));
  }
  return false;
}

/** Digits as one dials them at home. `free`: countries whose numbers have no fixed length count too. */
export function isNationalNumber(digits: string, free: boolean): boolean {
  homes ??= { strict: strictHomes.map(planOf), free: freeHomes.map(planOf) };
  return homes.strict.some((plan) => isOfPlan(plan, digits)) || (free && homes.free.some((plan) => isOfPlan(plan, digits)));
}

/** North American Numbering Plan: area and exchange begin with 2 to 9 and are no service code such as 911. */
export function isNorthAmerican(digits: string): boolean {
  return /^1?[2-9](?!11)\d\d[2-9](?!11)\d{6}$/.test(digits);
}

/** With the trunk prefix or without: many write their number as it stands behind the country code. */
function isOfPlan(plan: Plan, digits: string): boolean {
  if (plan.digits.test(digits)) return true;
  return plan.trunk !== '' && digits.startsWith(plan.trunk) && plan.digits.test(digits.slice(plan.trunk.length));
}

function compileAll(): ReadonlyMap<string, readonly Plan[]> {
  const plans = new Map<string, Plan[]>();
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country);
    plans.set(code, [...(plans.get(code) ?? []), planOf(country)]);
  }
  // Examples are full of 555 numbers, which no country's own pattern takes.
  plans.set('1', [{ digits: /^[2-9](?!11)\d\d[2-9]\d{6}$/, trunk: '' }]);
  return plans;
}

function planOf(country: CountryCode): Plan {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const details = metadata.numberingPlan as unknown as PlanDetails;
  const lengths = details.possibleLengths().map((length) => `.{${length}}$`);
  return {
    digits: new RegExp(`^(?=${lengths.join('|')})(?:${details.nationalNumberPattern()})$`),
    trunk: details.nationalPrefix() ?? '',
  };
}
