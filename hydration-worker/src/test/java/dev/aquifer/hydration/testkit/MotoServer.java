package dev.aquifer.hydration.testkit;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** An S3 server that is not ours: moto's, a program of Python, where one is installed. */
public final class MotoServer implements AutoCloseable {

    /** Objects of a page of a listing; Amazon's store has a thousand. */
    public static final int PAGE = 5;

    private static final String EVERYTHING =
            """
            {"Version":"2012-10-17","Statement":
             [{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""";

    private final ServerProcess server;

    private MotoServer(ServerProcess server) {
        this.server = server;
    }

    /** Starts it; the test is left out where there is none. */
    public static MotoServer start(Path log) throws IOException {
        Optional<Path> program = program();
        Assumptions.assumeTrue(
                program.isPresent(),
                "SKIPPED: no moto_server on the PATH (pip install 'moto[server,s3]'), or set"
                        + " AQUIFER_MOTO_SERVER");
        int port = ServerProcess.freePort();
        ProcessBuilder command =
                new ProcessBuilder(program.get().toString(), "-H", "127.0.0.1", "-p", "" + port);
        command.environment().put("MOTO_S3_DEFAULT_MAX_KEYS", String.valueOf(PAGE));
        return new MotoServer(ServerProcess.start(command, log, port, "/moto-api/"));
    }

    private static Optional<Path> program() {
        String given = System.getenv("AQUIFER_MOTO_SERVER");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "moto_server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public String url() {
        return server.place("").toString();
    }

    public String authority() {
        return server.authority();
    }

    public void bucket(String name) {
        put("/" + name, Map.of(), "");
    }

    public void keepVersions(String bucket) {
        put(
                "/" + bucket + "?versioning",
                Map.of(),
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
    }

    /** An object that everybody may read, as long as the server is not guarded. */
    public void object(String bucket, String key, byte[] bytes, String... header) {
        Map<String, String> fields = new HashMap<>(fields(header));
        fields.put("x-amz-acl", "public-read");
        require(call("PUT", path(bucket, key), fields, bytes));
    }

    /** An object that comes in parts, of which there is one. */
    public void upload(String bucket, String key, byte[] bytes, String algorithm, String type) {
        String path = path(bucket, key);
        String id =
                between(
                        require(
                                call(
                                        "POST",
                                        path + "?uploads",
                                        Map.of(
                                                "x-amz-acl",
                                                "public-read",
                                                "x-amz-checksum-algorithm",
                                                algorithm,
                                                "x-amz-checksum-type",
                                                type),
                                        new byte[0])),
                        "UploadId");
        HttpResponse<String> part =
                call("PUT", path + "?partNumber=1&uploadId=" + id, Map.of(), bytes);
        require(part);
        String parts =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
                        .formatted(part.headers().firstValue("ETag").orElseThrow());
        require(call("POST", path + "?uploadId=" + id, Map.of(), bytes(parts)));
    }

    public void remove(String bucket, String key) {
        Map<String, String> owner = Map.of("Authorization", scope("s3"));
        require(call("DELETE", path(bucket, key), owner, new byte[0]));
    }

    private static String path(String bucket, String key) {
        return "/" + bucket + "/" + encoded(key).replace("%2F", "/");
    }

    private static String scope(String service) {
        return "AWS4-HMAC-SHA256 Credential=x/20130524/us-east-1/" + service + "/aws4_request";
    }

    /** From now on only a signed request of a user with these keys is answered. */
    public String[] guard() {
        iam("Action=CreateUser&UserName=reader");
        iam(
                "Action=PutUserPolicy&UserName=reader&PolicyName=all&PolicyDocument="
                        + encoded(EVERYTHING));
        String keys = iam("Action=CreateAccessKey&UserName=reader");
        guard("0");
        return new String[] {between(keys, "AccessKeyId"), between(keys, "SecretAccessKey")};
    }

    /** The same with keys that are lent for a while: the third is their session token. */
    public String[] guardLending() {
        String role = iam("Action=CreateRole&RoleName=reader&AssumeRolePolicyDocument=%7B%7D");
        iam(
                "Action=PutRolePolicy&RoleName=reader&PolicyName=all&PolicyDocument="
                        + encoded(EVERYTHING));
        String keys =
                form(
                        "sts",
                        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=session&RoleArn="
                                + encoded(between(role, "Arn")));
        guard("0");
        return new String[] {
            between(keys, "AccessKeyId"),
            between(keys, "SecretAccessKey"),
            between(keys, "SessionToken")
        };
    }

    public void unguard() {
        guard("1000000");
    }

    private void guard(String after) {
        require(call("POST", "/moto-api/reset-auth", Map.of(), bytes(after)));
    }

    private String iam(String form) {
        return form("iam", form);
    }

    private String form(String service, String form) {
        return require(
                call(
                        "POST",
                        "/",
                        Map.of(
                                "Authorization",
                                scope(service),
                                "Content-Type",
                                "application/x-www-form-urlencoded"),
                        bytes(form)));
    }

    private static String between(String xml, String element) {
        return xml.replaceAll("(?s).*<" + element + ">([^<]*)<.*", "$1");
    }

    private void put(String path, Map<String, String> header, String body) {
        require(call("PUT", path, header, bytes(body)));
    }

    private static String require(HttpResponse<String> response) {
        return ServerProcess.require(response).body();
    }

    private HttpResponse<String> call(
            String method, String path, Map<String, String> header, byte[] body) {
        return server.call(method, server.place(path), header, body);
    }

    private static Map<String, String> fields(String... header) {
        return List.of(header).stream()
                .map(field -> field.split(": ", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        server.close();
    }
}
