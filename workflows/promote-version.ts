/** The first half of a run that releases a version which exists already: measured anew against today's champion, and nothing is trained. */

import type { RunContext } from '../activities/interface.js';
import { readChampion, recordPromotion } from './activity-options.js';
import type { ApprovalDesk } from './approval-desk.js';
import type { PromotedVersion } from './contract.js';
import type { Ending, Findings } from './findings.js';
import { judgeCandidate } from './judge-candidate.js';
import { releaseVersion } from './release-version.js';
import type { RunStory } from './run-story.js';

export async function promoteVersion(
  context: RunContext,
  promoted: PromotedVersion,
  told: { readonly story: RunStory; readonly desk: ApprovalDesk; readonly findings: Findings },
): Promise<Ending> {
  const { story, findings } = told;
  const { version, artifact } = promoted;
  findings.artifact = artifact;
  findings.dataset = promoted.dataset;
  story.registered(version);
  const champion = await readChampion(context.model);
  findings.promotion = { champion: champion?.version ?? null };
  // By a rollback, since the version was admitted.
  if (champion?.version === version) return { outcome: 'rejected', reason: `${version} serves already` };

  story.enter('evaluate', `${version}: ${artifact.gguf.sha256.slice(0, 12)}, ${artifact.gguf.bytes} bytes`);
  // What was made elsewhere has no held-out rows of its own: it is asked the champion's.
  const dataset = promoted.dataset ?? champion?.dataset ?? null;
  const packaged = promoted.packaging === null ? {} : { packaging: promoted.packaging };
  const { accepted, reason, approval, ending } = await judgeCandidate(
    context,
    { artifact, dataset, champion, packaged, made: promoted },
    told,
  );

  const { model, runId } = context;
  await recordPromotion({ model, runId, version, artifact, accepted, reason, approval });
  if (accepted) return releaseVersion(context, { champion, version, artifact, findings, story });
  const untested =
    dataset === null ? `; nobody has held-out rows to ask it: slipway import … --as champion, or release a trained version first` : '';
  return ending ?? { outcome: 'rejected', reason: `${reason}${untested}` };
}
