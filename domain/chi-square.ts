/** Tail of the chi-square distribution: how surprising a sum of squared, scaled differences is. Separate because it is a formula of its own, checked against printed tables. */

const smallest = 1e-300;
const terms = 1000;

/**
 * P(X >= statistic) for X chi-square with `degrees` of freedom: the regularised upper incomplete gamma Q(degrees/2, statistic/2),
 * by its power series below a + 1 and by Lentz's continued fraction above (Press et al., Numerical Recipes, 3rd ed., 6.2).
 * Relative error below 1e-9; without a degree of freedom nothing can be surprising, so it is 1.
 */
export function chiSquareTail(statistic: number, degrees: number): number {
  if (degrees <= 0 || statistic <= 0) return 1;
  const a = degrees / 2;
  const x = statistic / 2;
  return x < a + 1 ? 1 - lowerBySeries(a, x) : upperByFraction(a, x);
}

function lowerBySeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  // For large a about 10 sqrt(a) terms count.
  const last = terms + 20 * Math.ceil(Math.sqrt(a));
  for (let n = 1; n < last; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-16) break;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

function upperByFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / smallest;
  let d = 1 / b;
  let product = d;
  const last = terms + 20 * Math.ceil(Math.sqrt(a));
  for (let n = 1; n < last; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = awayFromZero(numerator * d + b);
    c = awayFromZero(b + numerator / c);
    d = 1 / d;
    product *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return Math.exp(a * Math.log(x) - x - logGamma(a)) * product;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < smallest ? smallest : value;
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
  9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function for x >= 0.5 (Lanczos 1964, g = 7, nine coefficients). */
function logGamma(x: number): number {
  const shifted = x - 1;
  const base = shifted + 7.5;
  const sum = lanczos.reduce((total, coefficient, index) => total + coefficient / (shifted + index + 1), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}
