import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/canonical-json.js';
import { auditActions, type AuditAction } from '../../registry/audit-actions.js';
import { auditSentence } from '../../registry/audit-sentence.js';

const sha256 = 'abcdef012345'.padEnd(64, '0');

describe('an audit entry as a sentence', () => {
  it.each<{ action: AuditAction; subject: string; details: Json; says: string }>([
    {
      action: 'run-admitted',
      subject: 'ft-1',
      details: { trigger: { kind: 'quality', source: 'alertmanager', observed: 'accuracy fell' } },
      says: 'ft-1 was admitted on a trigger of kind quality by alertmanager (accuracy fell).',
    },
    { action: 'run-refused', subject: 'f', details: { reason: 'cooldown' }, says: 'A run was refused: cooldown.' },
    { action: 'run-refused', subject: 'f', details: { decision: 'queue', reason: 'one runs' }, says: 'A run was queued: one runs.' },
    { action: 'dataset-accepted', subject: sha256, details: { runId: 'ft-1' }, says: 'Dataset abcdef012345 was accepted for ft-1.' },
    {
      action: 'dataset-held',
      subject: sha256,
      details: { runId: 'ft-1', reason: 'label "refund" was never seen' },
      says: 'Dataset abcdef012345 waits for a person in ft-1: label "refund" was never seen.',
    },
    {
      action: 'dataset-approved',
      subject: sha256,
      details: { runId: 'ft-1', evidenceSha256: 'f'.repeat(64), reason: 'read it' },
      says: 'Dataset abcdef012345 was approved for ft-1 on report ffffffffffff: read it.',
    },
    {
      action: 'dataset-approval-refused',
      subject: sha256,
      details: { runId: 'ft-1', evidenceSha256: 'f'.repeat(64), reason: 'no' },
      says: 'Dataset abcdef012345 was refused its approval for ft-1 on report ffffffffffff: no.',
    },
    { action: 'training-finished', subject: 'ft-1', details: { seconds: 66.18 }, says: 'Training of ft-1 finished after 66.18 s.' },
    {
      action: 'gates-judged',
      subject: 'ft-1',
      details: { decision: 'reject', verdicts: [{ gate: 'accuracy', verdict: 'fail' }] },
      says: 'The gates judged ft-1 to reject (accuracy fail).',
    },
    {
      action: 'approved',
      subject: 'ft-1',
      details: { evidenceSha256: sha256, reason: 'read it' },
      says: 'ft-1 was approved on evidence abcdef012345: read it.',
    },
    { action: 'version-signed', subject: 'v2', details: { keyIds: [sha256] }, says: 'v2 was signed with key abcdef012345.' },
    { action: 'weight-changed', subject: 'v2', details: { weightPercent: 5 }, says: 'v2 was given 5 % of the traffic.' },
    {
      action: 'head-moved',
      subject: 'v2',
      details: { environment: 'staging', from: 'v1', sha256, reason: 'passed its gates.' },
      says: 'v2 became the version of staging in the place of v1 with GGUF abcdef012345: passed its gates.',
    },
    {
      action: 'rolled-back',
      subject: 'v1',
      details: { from: 'v2', trigger: 'requested', reason: 'wrong\nrefunds' },
      says: 'Users were taken back to v1 from v2 as requested: wrong refunds.',
    },
    { action: 'reproduced', subject: 'v2', details: { matches: false }, says: 'v2 was made again and came out different.' },
    {
      action: 'removed',
      subject: 'triage',
      details: { objects: 1, bytes: 7, reason: 'rejected more than 30d ago' },
      says: '1 object (7 bytes) of triage were removed to free their room: rejected more than 30d ago.',
    },
  ])('tells $action', ({ action, subject, details, says }) => {
    expect(auditSentence({ action, subject, details })).toBe(says);
  });

  it('is one line with an end for every action, whatever its details are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...auditActions), fc.string(), fc.jsonValue(), (action, subject, details) => {
        expect(auditSentence({ action, subject, details: details as Json })).toMatch(/^[^\n\p{Cc}]+[.!?]$/u);
      }),
    );
  });
});
