import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";

/** An object that people listen to: hibernating WebSockets, through which everybody is told and nobody asks. */
export abstract class ListenedRoom<Event> extends DurableObject<Env> {
  protected abstract readonly socketsMax: number;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    const sockets = this.ctx.getWebSockets();
    if (sockets.length >= this.socketsMax) sockets[0]?.close(1013, "too many listeners");
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1]);
    await this.welcome(pair[1]);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  override webSocketMessage(): void {
    // Nothing is asked through the socket; "ping" is answered without waking this object.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 say that the other side gave no code; they must not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  /** What whoever comes hears at once. */
  protected async welcome(_socket: WebSocket): Promise<void> {}

  protected tell(event: Event): void {
    const text = JSON.stringify(event);
    for (const socket of this.ctx.getWebSockets()) {
      try {
        socket.send(text);
      } catch {
        // Closed meanwhile; whoever comes back hears, or asks, how things stand.
      }
    }
  }
}
