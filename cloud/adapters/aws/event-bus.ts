import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { catalogue, type DomainEvent } from '../../events/catalogue/index.ts';
import { clientConfig } from './clients.ts';
import { setting } from './environment.ts';

/** The bus takes so many at once. */
const mostAtOnce = 10;

/** The product's bus: what was put there is delivered at least once, in no order. */
export class EventBus {
  readonly #client: EventBridgeClient;
  readonly #name: string;

  constructor(client: EventBridgeClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** Throws where one was not taken: all are to be put again, which changes nothing for those who have heard some. */
  async put(events: readonly DomainEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += mostAtOnce) {
      const { FailedEntryCount = 0, Entries = [] } = await this.#client.send(
        new PutEventsCommand({
          Entries: events.slice(from, from + mostAtOnce).map(({ type, detail }) => ({
            EventBusName: this.#name,
            Source: catalogue.find((each) => each.type === type)!.source,
            DetailType: type,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
      if (FailedEntryCount > 0) throw new Error(`The bus did not take an event: ${refused?.ErrorCode}: ${refused?.ErrorMessage}`);
    }
  }
}

let bus: EventBus | undefined;
/** The bus of the function's environment; beside the other ports, so that only who puts events loads its client. */
export const eventBus = (): EventBus =>
  (bus ??= new EventBus(new EventBridgeClient(clientConfig({ region: setting('AWS_REGION') })), setting('BUS')));
