/** Runs the scanners over one text, the most important first, each only where the survey of the text shows something for it. */

import type { RedactionKind } from '../policy.js';
import { findAssignedSecrets } from './assigned-secrets.js';
import { findCards } from './card.js';
import { findCryptoAddresses } from './crypto-addresses.js';
import { findEmails } from './email.js';
import { Findings, type Finding } from './findings.js';
import { findIbans } from './iban.js';
import { findIpv4s } from './ipv4.js';
import { findIpv6s } from './ipv6.js';
import { findKnownSecrets } from './known-secrets.js';
import { findNames, type NameDetector } from './names.js';
import { findNinos, findSsns } from './national-ids.js';
import { findPhones } from './phone.js';
import { createSurvey, surveyText } from './survey.js';
import { findUrlCredentials } from './url-credentials.js';

export interface Scanner {
  /** In order of place; valid until the next call. `hint`: key of the JSON object whose value the text is, or empty. */
  scan(text: string, hint: string): readonly Finding[];
}

/** Shorter than any value that is looked for. */
const shortest = 5;

export function createScanner(kinds: readonly RedactionKind[], detectors: readonly NameDetector[]): Scanner {
  const wanted = new Set(kinds);
  const has = (kind: RedactionKind): boolean => wanted.has(kind);
  const [secret, credentials, email, iban, card] = [has('secret'), has('url-credentials'), has('email'), has('iban'), has('card')];
  const [crypto, ssn, nino, ip, phone] = [has('crypto'), has('ssn'), has('nino'), has('ip'), has('phone')];
  const survey = createSurvey();
  const findings = new Findings();

  function scanAts(): void {
    if (credentials) findUrlCredentials(survey, findings);
    if (email) findEmails(survey, findings);
  }

  function scanDigits(): void {
    if (iban && survey.digits >= 4) findIbans(survey, findings);
    if (card && survey.digits >= 13) findCards(survey, findings);
    if (crypto && survey.tokenStarts.count > 0) findCryptoAddresses(survey, findings);
    if (ssn && survey.digits >= 9) findSsns(survey, findings);
    if (nino && survey.digits >= 6) findNinos(survey, findings);
    if (ip && survey.signs.count >= 2) findIpv6s(survey, findings);
    if (ip && survey.digits >= 4) findIpv4s(survey, findings);
  }

  return {
    scan(text, hint) {
      findings.clear();
      if (text.length >= shortest) {
        surveyText(survey, text, hint);
        if (secret && survey.tokenStarts.count > 0) findKnownSecrets(survey, findings);
        if (secret && (survey.digits > 0 || survey.signs.count > 0 || hint !== '')) findAssignedSecrets(survey, findings);
        if (survey.ats.count > 0) scanAts();
        if (survey.digits >= 2) scanDigits();
      }
      if (detectors.length > 0) findNames(text, detectors, findings);
      // Last, because it asks what stands before a number.
      if (phone && text.length >= shortest && survey.digits >= 7) findPhones(survey, findings);
      return findings.list;
    },
  };
}
