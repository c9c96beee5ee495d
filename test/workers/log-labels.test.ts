import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../workers/log-labels.js';
import {
  importWorkflowId,
  releaseWorkflowId,
  reproductionWorkflowId,
  rollbackWorkflowId,
  rolloutWorkflowId,
  runWorkflowId,
} from '../../workflows/contract.js';

const model = 'support-triage';
const run = 'ft-2026-10-06-001';

describe('the labels of a log line of the SDK', () => {
  it.each([
    [runWorkflowId(model, run), { model, run }],
    [rolloutWorkflowId(model, run), { model, run }],
    [rolloutWorkflowId('acme.triage', run), { model: 'acme.triage', run }],
    [releaseWorkflowId(model), { model }],
    [rollbackWorkflowId(model, 'rb-1'), { model }],
    [importWorkflowId(model, 'im-1'), { model }],
    [reproductionWorkflowId(model, 'rp-1'), { model }],
    ['temporal-sys-scheduler:nightly', {}],
    ['run/support-triage/ft-1/more', {}],
    [undefined, {}],
  ])('of workflow %s are %j', (workflowId, labels) => {
    expect(labelsOf(workflowId)).toEqual(labels);
  });
});
