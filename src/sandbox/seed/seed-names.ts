import { fixedId } from './ids.ts';

/** The id of one of the seed's groups whose ids are made of their names. */
export const groupId = (name: string) => fixedId('sg', name);
export const subnetId = (name: string) => fixedId('subnet', name);

export const DEFAULT_VPC = fixedId('vpc', 'us-east-1/default');
export const PRODUCTION_VPC = fixedId('vpc', 'production');
export const SECOND_REGION_VPC = fixedId('vpc', 'eu-west-1/default');

/** Groups whose ids are not made of their names. */
export const GUIDE_EXAMPLE = 'sg-123456';
export const OFFICE_ACCESS = 'sg-0123abcd';

export const WEB_GROUPS = [groupId('web')];
export const STAGING_POSTGRES_GROUPS = [groupId('staging-postgres')];
export const BUILD_RUNNERS_GROUPS = [groupId('build-runners')];
