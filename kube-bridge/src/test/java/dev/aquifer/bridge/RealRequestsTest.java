package dev.aquifer.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Against a real API server, where those who ask may do just what RBAC gives them. */
class RealRequestsTest extends RequestsContract {
    @Override
    ControlServer open() throws IOException, InterruptedException {
        return RealServer.open();
    }

    @Override
    void allow(ControlServer server) throws IOException, InterruptedException {
        RealServer.allow(server);
        server.apply(yaml(Files.readString(Path.of("../docs/requests.md"))));
    }

    /** What the document says that a tenant needs. */
    private static String yaml(String document) {
        int from = document.indexOf("```yaml") + "```yaml".length();
        return document.substring(from, document.indexOf("```", from));
    }

    @Test
    void whatTheUserMayNotDoIsRejectedAndNobodyElsesRightsAreTaken() throws Exception {
        assertThat(askAsTenant("team-b-staging", "any").value())
                .contains("team-b-ci")
                .contains("cannot get resource")
                .contains("team-b-staging");
        control().apply(POLICY);
        await().atMost(Duration.ofSeconds(60)).until(this::thePolicyHolds);

        assertThat(askAsTenant("team-b", "sunday").value()).contains("no caches on Sundays");
    }

    private boolean thePolicyHolds() throws InterruptedException {
        try {
            control().kubectlReading(SUNDAY, "create", "-f", "-", "--dry-run=server");
            return false;
        } catch (IOException e) {
            return e.toString().contains("no caches on Sundays");
        }
    }

    private static final String SUNDAY =
            """
            apiVersion: modelplane.ai/v1alpha1
            kind: ModelCache
            metadata: {name: sunday, namespace: team-b}
            spec:
              artifact: {kind: Bytes, source: {inline: {content: "x"}}}
              storage: {backend: PVC, pvc: {storageClassName: aquifer-shared, sizeGiB: 1}}
            """;

    private static final String POLICY =
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: no-caches}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [modelplane.ai], apiVersions: [v1alpha1], operations: [CREATE], resources: [modelcaches]}
              validations: [{expression: "object.metadata.name != 'sunday'", message: "no caches on Sundays"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: no-caches}
            spec: {policyName: no-caches, validationActions: [Deny]}
            """;
}
