package dev.aquifer.embeddedkubernetes.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What an API server and those who call it prove themselves with.
 *
 * @param authority the CA in PEM that clients trust
 * @param server the server's certificate, for 127.0.0.1 and localhost
 * @param kubeletClientAuthority the CA in PEM that kubelets trust
 * @param kubeletClient what the server shows to kubelets
 * @param token the administrator's bearer token
 */
public record Credentials(
        String authority,
        Identity server,
        String kubeletClientAuthority,
        Identity kubeletClient,
        String token) {
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rw-------");
    private static final List<String> SECRETS =
            List.of("server.key", "kubelet-client.key", "token");

    /** New ones. */
    public static Credentials create(Clock clock) {
        var authority = CertificateAuthority.create("embedded-kubernetes-ca", clock.instant());
        var kubelet = CertificateAuthority.create("kubelet-client-ca", clock.instant());
        byte[] token = new byte[16];
        new SecureRandom().nextBytes(token);
        return new Credentials(
                authority.identity().certificate(),
                authority.issueServer("embedded-kubernetes"),
                kubelet.identity().certificate(),
                kubelet.issueClient("system:masters", "kube-apiserver-kubelet-client"),
                HexFormat.of().formatHex(token));
    }

    /** Those of a folder, which are made when it has none; only the owner can read them. */
    public static Credentials in(Path folder, Clock clock) throws IOException {
        if (!Files.exists(folder.resolve("token"))) {
            create(clock).writeTo(folder);
        }
        for (String secret : SECRETS) { // also those that were made less strictly
            Files.setPosixFilePermissions(folder.resolve(secret), OWNER);
        }
        return new Credentials(
                read(folder, "ca.crt"),
                new Identity(read(folder, "server.crt"), read(folder, "server.key")),
                read(folder, "kubelet-client-ca.crt"),
                new Identity(
                        read(folder, "kubelet-client.crt"), read(folder, "kubelet-client.key")),
                read(folder, "token").strip());
    }

    private void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        write(folder, "ca.crt", authority);
        write(folder, "server.crt", server.certificate());
        write(folder, "server.key", server.key());
        write(folder, "kubelet-client-ca.crt", kubeletClientAuthority);
        write(folder, "kubelet-client.crt", kubeletClient.certificate());
        write(folder, "kubelet-client.key", kubeletClient.key());
        write(folder, "token", token + "\n"); // last: it says that the others are there
    }

    private static void write(Path folder, String name, String content) throws IOException {
        Path temporary = folder.resolve(name + ".tmp");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER));
        Files.writeString(temporary, content);
        Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String read(Path folder, String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }
}
