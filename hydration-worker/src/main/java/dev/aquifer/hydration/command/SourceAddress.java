package dev.aquifer.hydration.command;

import dev.aquifer.hydration.command.HydrateArguments.Misused;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SOURCE as a person writes it, turned into the source of a request. */
final class SourceAddress {

    private static final Pattern ADDRESS = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*)://(.+)");
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1])");

    private final HydrateArguments arguments;
    private final Map<String, String> environment;

    SourceAddress(HydrateArguments arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    /** The one field of a request's source. */
    Map<String, Object> source() {
        Matcher address = ADDRESS.matcher(arguments.source());
        if (!address.matches()) {
            throw new Misused(
                    "SOURCE must begin with https://, http://, hf://, s3:// or oci://, and name"
                            + " something");
        }
        String scheme = address.group(1).toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http") || scheme.equals("https");
        if (arguments.sha256().isPresent() && !http) {
            throw new Misused("--sha256 is for one file behind an http(s) address");
        }
        return switch (scheme) {
            case "http", "https" -> http(address.group(2));
            case "hf" -> hub(address.group(2));
            case "s3" -> s3();
            case "oci" -> oci(address.group(2));
            default -> throw new Misused(scheme + ":// is no kind of source");
        };
    }

    private Map<String, Object> http(String rest) {
        if (!arguments.include().isEmpty() || !arguments.exclude().isEmpty()) {
            throw new Misused("an http(s) address is one file: nothing to include or exclude");
        }
        if (arguments.endpoint().isPresent()) {
            throw new Misused("an http(s) address has no other endpoint");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("url", arguments.source());
        fields.put("filename", filename(rest));
        arguments.sha256().ifPresent(hex -> fields.put("sha256", hex));
        return Map.of("http", fields);
    }

    /** The last name in the path, as other tools call the file. */
    private static String filename(String rest) {
        String path = rest.split("[?#]", 2)[0];
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.indexOf('/') < 0 || last.isEmpty()) {
            return "artifact";
        }
        try {
            return URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return last;
        }
    }

    private Map<String, Object> hub(String rest) {
        String[] parts = rest.split("@", 2);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("repo", parts[0].replaceFirst("/$", ""));
        if (parts.length == 2) {
            fields.put("revision", parts[1]);
        }
        arguments
                .endpoint()
                .or(() -> given("HF_ENDPOINT"))
                .ifPresent(endpoint -> fields.put("endpoint", endpoint));
        fields.put("include", arguments.include());
        fields.put("exclude", arguments.exclude());
        return Map.of("huggingFace", fields);
    }

    private Map<String, Object> s3() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("uri", arguments.source());
        given("AWS_REGION")
                .or(() -> given("AWS_DEFAULT_REGION"))
                .ifPresent(region -> fields.put("region", region));
        arguments
                .endpoint()
                .or(() -> given("AWS_ENDPOINT_URL_S3"))
                .or(() -> given("AWS_ENDPOINT_URL"))
                .ifPresent(endpoint -> fields.put("endpoint", endpoint));
        return Map.of("s3", fields);
    }

    /** As with other tools, a registry on this machine needs no encryption. */
    private Map<String, Object> oci(String rest) {
        if (arguments.endpoint().isPresent()) {
            throw new Misused("an oci:// source names its registry itself");
        }
        String host = rest.split("[/:]", 2)[0];
        boolean plain = arguments.privateOrigins() && LOOPBACK.matcher(host).matches();
        return Map.of("oci", Map.of("image", rest, "plainHttp", plain));
    }

    /** What the engine itself does not choose by. */
    List<List<String>> patterns() {
        boolean hub = arguments.source().toLowerCase(Locale.ROOT).startsWith("hf:");
        return hub
                ? List.of(List.of(), List.of())
                : List.of(arguments.include(), arguments.exclude());
    }

    private Optional<String> given(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }
}
