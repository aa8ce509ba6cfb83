export interface HeldMessage {
  readonly body: unknown;
  readonly delaySeconds: number;
}

/** A queue that keeps what it is given until a test delivers it – or does not. */
export class RecordingQueue {
  held: HeldMessage[] = [];
  isDown = false;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  put(body: unknown, delaySeconds: number): void {
    this.held.push({ body, delaySeconds });
  }

  take(): HeldMessage[] {
    const all = this.held;
    this.held = [];
    return all;
  }

  // biome-ignore lint/suspicious/noExplicitAny: one recorder stands for queues of every message type.
  asQueue(): Queue<any> {
    const send = async (body: unknown, options?: QueueSendOptions) => {
      if (this.isDown) throw new Error("queue is down");
      this.put(structuredClone(body), options?.delaySeconds ?? 0);
    };
    const sendBatch = async (messages: Iterable<MessageSendRequest>) => {
      for (const m of messages) await send(m.body, { delaySeconds: m.delaySeconds });
    };
    return { send, sendBatch } as unknown as Queue;
  }
}
