package dev.aquifer.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A certificate that nobody knows, as PEM. */
final class NewCertificate {
    private NewCertificate() {}

    static String pem() {
        try {
            var folder = Files.createTempDirectory("certificate");
            var store = folder.resolve("keys.p12");
            keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=An Authority");
            var pem = keytool(store, "-exportcert", "-rfc");
            Files.delete(store);
            Files.delete(folder);
            return pem;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String keytool(Path store, String... arguments) throws IOException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var usual =
                List.of("-alias", "it", "-storepass", "changeit", "-keystore", store.toString());
        var command =
                Stream.of(List.of(keytool), List.of(arguments), usual)
                        .flatMap(List::stream)
                        .toList();
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
