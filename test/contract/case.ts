import type { AwsFixture } from './aws-fixture.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** One thing that the product relies on AWS for. */
export interface ContractCase {
  /** Stable name; the list of moto's differences refers to it. */
  id: string;
  run: (stage: AwsFixture) => Promise<Json>;
  /** What AWS answers, by its documentation or by live reports. */
  aws: Json;
}
