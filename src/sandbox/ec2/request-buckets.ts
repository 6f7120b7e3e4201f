import { ServiceError } from '#sandbox/protocol/errors.ts';
import { type Params, structures, text } from '#sandbox/protocol/query.ts';

/** How many requests at once, and how many more each second. */
interface BucketSize {
  readonly size: number;
  readonly refill: number;
}

const READ: BucketSize = { size: 100, refill: 20 };
/** Describe calls that neither filter nor page. */
const PLAIN_READ: BucketSize = { size: 50, refill: 10 };
const WRITE: BucketSize = { size: 50, refill: 5 };

/** EC2's buckets for one account and region (EC2 user guide, "Request throttling for the Amazon EC2 API"). */
const SIZES: Readonly<Record<string, (params: Params) => BucketSize>> = {
  DescribeSecurityGroups: (params) =>
    structures(params, 'Filter').length > 0 || text(params, 'MaxResults') !== undefined ? READ : PLAIN_READ,
  DescribeSecurityGroupRules: () => READ,
  AuthorizeSecurityGroupIngress: () => WRITE,
  RevokeSecurityGroupIngress: () => WRITE,
  ModifySecurityGroupRules: () => WRITE,
  UpdateSecurityGroupRuleDescriptionsIngress: () => WRITE,
};

/** Counts requests as EC2 does, and refuses those that come too fast. */
export class RequestBuckets {
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  /** @throws ServiceError `RequestLimitExceeded` */
  take(action: string, region: string, params: Params, now: Date): void {
    const sizeOf = SIZES[action];
    if (sizeOf === undefined) return;
    const { size, refill } = sizeOf(params);
    const key = `${region} ${action} ${size}`;
    const before = this.#levels.get(key) ?? { tokens: size, at: now.getTime() };
    const seconds = Math.max(0, now.getTime() - before.at) / 1_000;
    const tokens = Math.min(size, before.tokens + seconds * refill);
    this.#levels.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now.getTime() });
    if (tokens < 1) throw new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  }
}
