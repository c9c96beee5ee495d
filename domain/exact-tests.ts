/**
 * Exact one-sided tests on counts. Exact, because the usual normal approximations fail more often than they promise where
 * errors are few, which is where a canary lives.
 */

import { binomial, hypergeometric, sumOf, upperTail } from './distribution.js';

/** Bad of total in two arms that were served at the same time. */
export interface TwoArms {
  readonly candidateBad: number;
  readonly candidateTotal: number;
  readonly controlBad: number;
  readonly controlTotal: number;
}

/** P(X >= successes) for X ~ Binomial(trials, probability): how surprising so many successes are. */
export function binomialUpperTail(question: { readonly successes: number; readonly trials: number; readonly probability: number }): number {
  return upperTail(binomial(question.trials, question.probability), question.successes);
}

/** P(X <= successes) for X ~ Binomial(trials, probability): how surprising so few successes are. */
export function binomialLowerTail(question: { readonly successes: number; readonly trials: number; readonly probability: number }): number {
  // Failures are counted instead, so that the small tail is summed and not subtracted from 1.
  return binomialUpperTail({
    successes: question.trials - question.successes,
    trials: question.trials,
    probability: 1 - question.probability,
  });
}

/**
 * Exact McNemar test, one-sided: if candidate and champion are equally good, an item that only one of them answers rightly
 * is as likely to be either's, so `broken` of `broken + fixed` is Binomial(n, 1/2) (McNemar 1947; exact form in
 * Agresti, Categorical Data Analysis, 11.1). Small: the candidate is worse. Items on which both agree carry no evidence.
 */
export function mcNemarWorse(discordant: { readonly broken: number; readonly fixed: number }): number {
  return binomialUpperTail({ successes: discordant.broken, trials: discordant.broken + discordant.fixed, probability: 0.5 });
}

/**
 * Exact test that the candidate is worse than its control, stratified by window: if both arms share one rate within each
 * window (a rate that may drift from window to window), then, given each window's totals, the candidate's bad ones are
 * hypergeometric, and their sum over windows is the convolution (Fisher's exact test for one window; Zelen 1971,
 * "The analysis of several 2 x 2 contingency tables", for several). Small: the candidate is worse.
 * Windows in which one arm was not served carry no evidence; without any window it is 1.
 */
export function stratifiedWorse(windows: readonly TwoArms[]): number {
  const candidateBad = windows.reduce((sum, window) => sum + window.candidateBad, 0);
  const distribution = windows
    .map((window) =>
      hypergeometric({
        total: window.candidateTotal + window.controlTotal,
        bad: window.candidateBad + window.controlBad,
        drawn: window.candidateTotal,
      }),
    )
    .reduce(sumOf, { low: 0, probabilities: [1] });
  return upperTail(distribution, candidateBad);
}
