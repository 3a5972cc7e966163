package dev.aquifer.hydration.http;

/** Scheme, host and port: what may be trusted with a credential, or not. */
public record Origin(String scheme, String host, int port) {

    /** Whether connections to it are encrypted. */
    public boolean secure() {
        return scheme.equals("https");
    }

    /** Host and port as in a Host header: the default port is left out. */
    public String authority() {
        return port == (secure() ? 443 : 80) ? host : host + ":" + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}
