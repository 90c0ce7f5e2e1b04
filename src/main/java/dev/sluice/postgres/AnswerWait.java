package dev.sluice.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** How a thread waits for an answer before it sleeps. One for each connection. */
interface AnswerWait {
  /** Looks once, and then sleeps. */
  AnswerWait NONE =
      new AnswerWait() {
        @Override
        public void asked() {
          // Nothing is counted.
        }

        @Override
        public int look(ReadableByteChannel channel, ByteBuffer target, long limit)
            throws IOException {
          return channel.read(target);
        }

        @Override
        public void answered() {
          // Nothing is counted.
        }
      };

  /** A question is about to be sent; {@link #answered} is due, whatever comes of it. */
  void asked();

  /**
   * Reads without sleeping, as often and for as long as it seems to pay.
   *
   * @param limit on the scale of {@code System.nanoTime()}; 0 for none
   * @return what the channel's {@code read} returned; 0 if nothing has come
   */
  int look(ReadableByteChannel channel, ByteBuffer target, long limit) throws IOException;

  /** Nothing is waited for any longer, if it was. From any thread. */
  void answered();
}
