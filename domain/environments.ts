/** Where a version can be, each with a head of its own: made (dev), accepted by its gates (staging), serving users (production). */

export const environments = ['dev', 'staging', 'production'] as const;

export type EnvironmentName = (typeof environments)[number];
