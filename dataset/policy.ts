/** The policy of a dataset, as `data` in a pipeline file names it. Every value is part of the version: another threshold is another version. */

export const redactionKinds = ['email', 'phone', 'card', 'iban', 'ssn', 'nino', 'ip', 'url-credentials', 'crypto', 'secret'] as const;

export type RedactionKind = (typeof redactionKinds)[number];

export const profiles = ['generic', 'openai', 'together'] as const;

/** Rules of a provider that the examples must keep to. */
export type Profile = (typeof profiles)[number];

export interface DatasetPolicy {
  /** Fewer *new* examples end the run as skipped. */
  readonly minimumNewExamples: number;
  /** Of every label in the training set; undefined: not checked. */
  readonly minimumPerLabel?: number | undefined;
  readonly maxQuarantinePercent: number;
  readonly profile: Profile;
  /** Only examples of system, user and assistant texts that end with an answer: what a pipeline can train and ask. False: tools and bare texts too. */
  readonly plainChat: boolean;
  /** Path of the label inside a JSON answer, `''` for an answer that is the label itself. */
  readonly labelPath?: string | undefined;
  readonly heldOut: HeldOut;
  /** Of the groups; for early stopping and loss curves only. */
  readonly validation: { readonly percent: number };
  readonly nearDuplicates: {
    /** From 0.5 to 1; compared as an integer fraction of thousandths. */
    readonly similarity: number;
    /** `word-N` or `char-N`. */
    readonly shingle: string;
    readonly action: 'drop' | 'flag';
  };
  /** Jensen-Shannon distance (natural logarithm, 0 to 0.83) of the label distributions, old and new. */
  readonly labelDrift: { readonly warn: number; readonly fail: number };
  readonly missingValues: { readonly maxRisePoints: number };
  /** Quality scores are 0 to 1; below it an example is filtered. */
  readonly quality: { readonly minimum: number };
  readonly redact: readonly RedactionKind[];
  /** `filter` takes out what holds a suite's item, where suites are cut from the data; `fail` stops at more than `maxHits`. */
  readonly contamination: { readonly maxHits: number; readonly action: 'fail' | 'filter' };
  /** A label, source or task kind that was never seen: wait for a person, or only warn. */
  readonly newKinds: 'review' | 'warn';
}

export interface HeldOut {
  /** Share of the groups that no training sees. */
  readonly percent: number;
  readonly groupBy?: string | undefined;
  /** ISO 8601 date: rows from then on are held out, and `percent` is not used. */
  readonly after?: string | undefined;
  /** Rows within this time before `after` are in no split, such as `7d`. */
  readonly embargo?: string | undefined;
  /** Key with the time of a row. */
  readonly timeKey: string;
}

/** Those of a pipeline file that says nothing. */
export const defaultPolicy: DatasetPolicy = {
  minimumNewExamples: 100,
  maxQuarantinePercent: 1,
  profile: 'generic',
  plainChat: false,
  heldOut: { percent: 10, timeKey: 'createdAt' },
  validation: { percent: 5 },
  nearDuplicates: { similarity: 0.95, shingle: 'word-2', action: 'drop' },
  labelDrift: { warn: 0.1, fail: 0.25 },
  missingValues: { maxRisePoints: 5 },
  quality: { minimum: 0.3 },
  redact: redactionKinds,
  contamination: { maxHits: 0, action: 'fail' },
  newKinds: 'review',
};
