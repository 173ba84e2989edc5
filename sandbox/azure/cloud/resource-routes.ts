import type { Answer } from '../wire/answer.ts';
import { resourceNotFound } from '../wire/answer.ts';
import { page } from '../wire/pages.ts';
import type { Call, Family, Route } from '../wire/routes.ts';
import type { ArmDocument } from './documents.ts';
import { readResourceId } from './resource-id.ts';
import type { World } from './world.ts';

/** A type of resource that is read one by one, by resource group and by subscription. */
interface Kind {
  readonly type: string;
  readonly family: Family;
  readonly versions: Route['versions'];
  /** How a document is shown, where that is not as it is. */
  readonly shown?: (document: ArmDocument, call: Call) => unknown;
}

/** The three reads that every type of resource has. */
export function readRoutes(
  world: World,
  { type, family, versions, shown = (d) => d }: Kind,
): readonly Route[] {
  const route = (path: string, answer: Route['answer']): Route => ({
    method: 'GET',
    path,
    family,
    action: `${type}/read`,
    versions,
    answer,
  });
  const group = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${type}`;
  const listed = (call: Call): Answer => {
    const found = world.cloud.ofType(type).filter((d) => inScope(d, call));
    return page(
      call,
      found.map((d) => shown(d, call)),
      world.settings.pageSize,
    );
  };
  return [
    route(`/subscriptions/{subscription}/providers/${type}`, listed),
    route(group, listed),
    route(`${group}/{name}`, (call) => {
      const found = findByPath(world, call, type);
      return { status: 200, headers: found.etag ? { etag: found.etag } : {}, body: shown(found, call) };
    }),
  ];
}

/** The document that a path names; ARM's 404 otherwise. */
export function findByPath<T extends ArmDocument>(world: World, { params }: Call, type: string): T {
  const { subscription, group = '', name = '' } = params;
  const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/${type}/${name}`;
  const found = world.cloud.find<T>(id);
  if (found) return found;
  throw resourceNotFound(type, name, group);
}

function inScope(document: ArmDocument, { params }: Call): boolean {
  const id = readResourceId(document.id.toLowerCase());
  const group = params.group?.toLowerCase();
  return (
    id.subscription === params.subscription?.toLowerCase() && (group === undefined || id.group === group)
  );
}
