package dev.aquifer.hydration.http;

import java.io.IOException;
import java.util.Map;

/**
 * What proves to one origin who asks. It is consulted anew for each request, by whichever thread
 * makes it, and never for a request to another origin.
 */
public interface Credential {

    /** The header fields that prove it for this request. */
    Map<String, String> proof(HttpRequest request);

    /**
     * The origin refused a request with 401. Tells whether the same request is worth one more try
     * with a new proof; what that takes is fetched through the client.
     *
     * @param sent the proof that was refused, so that many threads renew it once
     */
    default boolean renewed(Map<String, String> sent, ResponseHead refusal, Client client)
            throws IOException {
        return false;
    }

    /** The same value of the Authorization field for every request. */
    static Credential fixed(String authorization) {
        Map<String, String> fields = Map.of("Authorization", authorization);
        return request -> fields;
    }
}
