import {
  type Delivery,
  forgetWebhook,
  getDelivery,
  listDeliveries as readDeliveries,
} from '../../adapters/dynamodb/delivery-store.ts';
import { publish } from '../../adapters/events/bus.ts';
import { mayChange } from '../../domain/account/permissions.ts';
import { conflict, notFound } from '../../domain/errors.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import type { routes } from './routes.ts';
import { submissionFor } from './store.ts';

type Routes = typeof routes;

/** What a submitter was told by mail and webhook; others have no business with it. */
export async function listDeliveries(call: Call<Routes['listDeliveries']>): Promise<Reply> {
  const { id } = await submissionFor(call, mayChange);
  return ok({ deliveries: (await readDeliveries(table, id)).map((delivery) => deliveryView(delivery, new Date())) });
}

/** The event goes on the bus once more, with its id of before; its mail, which was sent, is not sent again. */
export async function redeliver(call: Call<Routes['redeliver']>): Promise<Reply> {
  const { id } = await submissionFor(call, mayChange);
  const { eventId = '' } = call.params;
  const delivery = await getDelivery(table, id, eventId);
  if (delivery === undefined) throw notFound(`Submission ${id} has no delivery ${eventId}.`);
  const now = new Date();
  const { type, ...about } = delivery.told;
  if (type !== 'StepEnded') throw conflict('Webhooks are called for steps only.');
  if (!(await forgetWebhook(table, id, eventId, now))) {
    throw conflict('This webhook is being called already. Look at the delivery again in a minute.');
  }
  await publish(type, { ...about, eventId, submissionId: id });
  const { webhook: _, webhookAttempts: __, ...begun } = delivery;
  return ok(deliveryView(begun, now));
}

/** Whoever is at it has not done with it, although what became of a call may be written down already. */
const isUnderWay = ({ claimedUntil }: Delivery, now: Date): boolean =>
  claimedUntil !== undefined && Date.parse(claimedUntil) > now.getTime();

const deliveryView = (delivery: Delivery, now: Date): object => {
  const { eventId, firstAt, told, mail, webhook, webhookAttempts } = delivery;
  return {
    eventId,
    firstAt,
    event: told.type,
    step: told.step ?? null,
    success: told.success ?? null,
    mail: mail ?? null,
    webhook: isUnderWay(delivery, now) ? null : (webhook ?? null),
    webhookAttempts: webhookAttempts ?? null,
  };
};
