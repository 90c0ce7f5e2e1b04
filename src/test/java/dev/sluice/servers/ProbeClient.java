package dev.sluice.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Calls the deployed {@link dev.sluice.servers.probe.ProbeServlet}. */
public final class ProbeClient {
  static {
    // Read once, before the first request.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection");
  }

  /** HTTP/1.1: Liberty answers 200 where the request that asks for an upgrade to HTTP/2 fails. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI application;

  /**
   * @param application the application's address, with a slash at its end
   */
  public ProbeClient(URI application) {
    this.application = application;
  }

  /**
   * The answer to {@code probe}: a path of the probe servlet, or with a slash of the application.
   *
   * @throws AssertionError if the application failed
   */
  public String get(String probe) {
    try {
      return answer(CLIENT.send(request(probe), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError("No answer to " + probe, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for " + probe, e);
    }
  }

  /** Sends {@code probe} and goes on; the future fails if the application does. */
  public CompletableFuture<String> start(String probe) {
    return CLIENT
        .sendAsync(request(probe), HttpResponse.BodyHandlers.ofString())
        .thenApply(ProbeClient::answer);
  }

  private HttpRequest request(String probe) {
    return HttpRequest.newBuilder(
            application.resolve(probe.startsWith("/") ? probe.substring(1) : "probe/" + probe))
        .timeout(Duration.ofSeconds(60))
        // A connection that is kept holds the application of its last request on some servers.
        .header("Connection", "close")
        .build();
  }

  private static String answer(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new AssertionError(
          response.uri() + " answered " + response.statusCode() + ":\n" + response.body());
    }
    return response.body();
  }
}
