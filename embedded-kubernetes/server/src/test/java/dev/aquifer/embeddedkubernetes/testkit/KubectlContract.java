package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What people do with {@code kubectl}: get, describe, explain, create, apply, replace, diff,
 * delete.
 */
abstract class KubectlContract extends KubectlUser {
    KubectlContract(Target target) {
        super(target);
    }

    @Test
    void createsAndShowsInEveryForm() {
        assertThat(
                        kubectl.run("create", "configmap", "shown", "--from-literal=a=b")
                                .succeeds()
                                .out())
                .isEqualTo("configmap/shown created\n");
        assertThat(kubectl.run("get", "cm", "shown").rows()).first().isEqualTo("NAME DATA AGE");
        assertThat(kubectl.run("get", "cm", "shown").rows().get(1)).matches("shown 1 \\d+s");
        assertThat(kubectl.run("get", "cm", "shown", "-o", "name").out())
                .isEqualTo("configmap/shown\n");
        assertThat(kubectl.run("get", "cm", "shown", "-o", "yaml").out())
                .contains("data:\n  a: b\n", "kind: ConfigMap\n");
        assertThat(kubectl.run("get", "cm", "shown", "-o", "json").out()).contains("\"a\": \"b\"");
        assertThat(
                        kubectl.run(
                                        "get",
                                        "cm",
                                        "shown",
                                        "-o",
                                        "custom-columns=N:.metadata.name,A:.data.a")
                                .rows())
                .containsExactly("N A", "shown b");
        assertThat(kubectl.run("describe", "cm", "shown").succeeds().out())
                .contains("Name:         shown", "a:\n----\nb");
        assertThat(kubectl.run("create", "configmap", "shown").fails().err())
                .isEqualTo(
                        "error: failed to create configmap: configmaps \"shown\" already exists\n");
        assertThat(kubectl.run("get", "cm", "none").fails().err())
                .isEqualTo("Error from server (NotFound): configmaps \"none\" not found\n");
        assertThat(kubectl.run("delete", "cm", "shown").succeeds().out())
                .startsWith("configmap \"shown\" deleted");
    }

    @Test
    void createsWhatItKnowsByItself() {
        kubectl.run("create", "secret", "generic", "known", "--from-literal=x=y").succeeds();
        kubectl.run("create", "deployment", "known", "--image=nothing", "--replicas=2").succeeds();
        kubectl.run("create", "job", "known", "--image=nothing", "--", "sh", "-c", "exit 3")
                .succeeds();
        kubectl.run("create", "service", "clusterip", "known", "--tcp=80:8080").succeeds();
        kubectl.run("create", "serviceaccount", "known").succeeds();
        kubectl.run("create", "role", "known", "--verb=get", "--resource=pods").succeeds();
        kubectl.run("run", "known", "--image=nothing", "--env=A=B").succeeds();
        assertThat(field("secret/known", ".data.x")).isEqualTo("eQ==");
        assertThat(field("deployment/known", ".spec.replicas")).isEqualTo("2");
        assertThat(field("job/known", ".spec.template.spec.containers[0].command[2]"))
                .isEqualTo("exit 3");
        assertThat(
                        field(
                                "job/known",
                                ".spec.selector.matchLabels.batch\\.kubernetes\\.io/controller-uid"))
                .isEqualTo(field("job/known", ".metadata.uid"));
        assertThat(field("service/known", ".spec.clusterIP")).startsWith("10.");
        assertThat(field("pod/known", ".spec.containers[0].env[0].value")).isEqualTo("B");
        assertThat(kubectl.run("get", "pod,deploy,job", "known").out())
                .contains("pod/known", "deployment.apps/known", "job.batch/known");
        assertThat(kubectl.run("auth", "can-i", "delete", "pods").succeeds().out())
                .isEqualTo("yes\n");
    }

    @Test
    void appliesAndSaysWhatChanged() {
        assertThat(apply(widget("applied", "red")).succeeds().out())
                .isEqualTo("widget.contract.aquifer.dev/applied created\n");
        String revision = field("wd/applied", ".metadata.resourceVersion");
        assertThat(apply(widget("applied", "red")).succeeds().out())
                .isEqualTo("widget.contract.aquifer.dev/applied unchanged\n");
        assertThat(field("wd/applied", ".metadata.resourceVersion")).isEqualTo(revision);
        String larger =
                "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: applied}, spec: {color: red, size: 9}}";
        assertThat(apply(larger).succeeds().out())
                .isEqualTo("widget.contract.aquifer.dev/applied configured\n");
        assertThat(field("wd/applied", ".metadata.generation")).isEqualTo("2");
        assertThat(apply(widget("applied", "red")).succeeds().out()).contains("configured");
        assertThat(field("wd/applied", ".spec.size")).isEqualTo("3");
    }

    @Test
    void appliesBuiltInKindsWithoutChangingThem() {
        String manifest =
                """
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: builtin}, spec: {selector: {matchLabels: {a: b}}, template: {
                metadata: {labels: {a: b}}, spec: {containers: [{name: main, image: one, ports: [{containerPort: 80}]}]}}}}
                """;
        assertThat(apply(manifest).succeeds().out()).isEqualTo("deployment.apps/builtin created\n");
        assertThat(apply(manifest).succeeds().out())
                .isEqualTo("deployment.apps/builtin unchanged\n");
        assertThat(apply(manifest.replace("one", "two")).succeeds().out())
                .isEqualTo("deployment.apps/builtin configured\n");
        assertThat(field("deploy/builtin", ".metadata.generation")).isEqualTo("2");
        assertThat(field("deploy/builtin", ".spec.template.spec.containers[*].image"))
                .isEqualTo("two");
    }

    @Test
    void appliesOnTheServer() {
        String path = "widget.contract.aquifer.dev/server-side";
        assertThat(apply(widget("server-side", "red"), "--server-side").succeeds().out())
                .isEqualTo(path + " serverside-applied\n");
        String revision = field("wd/server-side", ".metadata.resourceVersion");
        apply(widget("server-side", "red"), "--server-side").succeeds();
        assertThat(field("wd/server-side", ".metadata.resourceVersion")).isEqualTo(revision);
        String other =
                "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: server-side}, spec: {color: green, size: 9}}";
        var conflict = apply(other, "--server-side", "--field-manager=other").fails();
        assertThat(conflict.err())
                .contains("Apply failed with 1 conflict: conflict with \"kubectl\": .spec.color");
        apply(other, "--server-side", "--field-manager=other", "--force-conflicts").succeeds();
        assertThat(field("wd/server-side", ".spec.color")).isEqualTo("green");
    }

    /** The keys of a list may be numbers, and may have defaults. */
    @Test
    void appliesListsOnTheServerByTheirKeys() {
        String manifest =
                """
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: keyed}, spec: {selector: {matchLabels: {a: b}}, template: {
                metadata: {labels: {a: b}}, spec: {containers: [{name: main, image: one, ports: [{containerPort: 80}, {containerPort: 81}]}]}}}}
                """;
        for (String way :
                new String[] {"--server-side=true", "--server-side=true", "--server-side=false"}) {
            apply(manifest, way).succeeds();
            assertThat(
                            field(
                                    "deploy/keyed",
                                    ".spec.template.spec.containers[0].ports[*].containerPort"))
                    .isEqualTo("80 81");
        }
        assertThat(field("deploy/keyed", ".metadata.generation"))
                .as("annotations count, of this kind only")
                .isEqualTo("2");
        kubectl.run(
                        "patch",
                        "deploy",
                        "keyed",
                        "-p",
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\",\"ports\":[{\"containerPort\":80,\"name\":\"web\"}]}]}}}}")
                .succeeds();
        assertThat(
                        field(
                                "deploy/keyed",
                                ".spec.template.spec.containers[0].ports[*].containerPort"))
                .isEqualTo("80 81");
    }

    @Test
    void explainsKinds() {
        assertThat(kubectl.run("explain", "widgets.spec").succeeds().out())
                .contains(
                        "KIND:       Widget",
                        "GROUP:      contract.aquifer.dev",
                        "color\t<string> -required-",
                        "enum: red, green");
        assertThat(kubectl.run("explain", "pod.spec.containers.image").succeeds().out())
                .contains("KIND:       Pod", "FIELD: image <string>");
        assertThat(kubectl.run("explain", "job.spec", "--recursive").succeeds().out())
                .contains("backoffLimit\t<integer>");
    }

    @Test
    void refusesBadInputByItsPath() {
        var value = kubectl.with(widget("bad", "blue"), "create", "-f", "-").fails();
        assertThat(value.err())
                .contains(
                        "The Widget \"bad\" is invalid:",
                        "spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"");
        String unknown =
                "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: bad}, spec: {color: red, colour: x}}";
        assertThat(kubectl.with(unknown, "create", "-f", "-").fails().err())
                .contains(
                        "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.colour\"");
        var warned =
                kubectl.with(unknown, "create", "--validate=warn", "--dry-run=server", "-f", "-")
                        .succeeds();
        assertThat(warned.err()).contains("Warning: unknown field \"spec.colour\"");
        assertThat(
                        kubectl.with(
                                        "{apiVersion: v1, kind: Pod, metadata: {name: bad}, spec: {containers: [{name: a, imag: b}]}}",
                                        "create",
                                        "-f",
                                        "-")
                                .fails()
                                .err())
                .contains("unknown field \"spec.containers[0].imag\"");
        assertThat(kubectl.with("a: [", "create", "-f", "-").fails().err())
                .contains("error parsing");
        assertThat(kubectl.run("create", "configmap", "Bad_Name").fails().err())
                .contains("metadata.name: Invalid value: \"Bad_Name\"");
        assertThat(kubectl.run("create", "configmap", "x".repeat(254)).fails().err())
                .contains("must be no more than 253 ");
        assertThat(kubectl.run("create", "configmap", "x".repeat(253)).succeeds().out())
                .contains("created");
    }

    @Test
    void comparesAndReplaces() {
        apply(widget("compared", "red")).succeeds();
        var same = kubectl.with(widget("compared", "red"), "diff", "-f", "-");
        assertThat(same.exit()).isZero();
        String larger =
                "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: compared}, spec: {color: red, size: 9}}";
        var different = kubectl.with(larger, "diff", "-f", "-");
        assertThat(different.exit()).isEqualTo(1);
        assertThat(different.out())
                .contains("-  size: 3", "+  size: 9", "-  generation: 1", "+  generation: 2");
        assertThat(kubectl.with(larger, "replace", "-f", "-").succeeds().out())
                .contains("replaced");
        assertThat(field("wd/compared", ".spec.size")).isEqualTo("9");
    }

    @Test
    void listsResourcesAndCategories() {
        apply(widget("listed", "red")).succeeds();
        assertThat(kubectl.run("get", "all").succeeds().out())
                .contains("widget.contract.aquifer.dev/listed");
        assertThat(kubectl.run("api-resources", "--api-group=contract.aquifer.dev").rows())
                .contains("widgets wd contract.aquifer.dev/v1 true Widget");
        assertThat(kubectl.run("api-resources", "--categories=all", "-o", "name").lines())
                .contains("pods", "jobs.batch", "deployments.apps", "widgets.contract.aquifer.dev");
        assertThat(kubectl.run("api-versions").lines())
                .contains("v1", "apps/v1", "contract.aquifer.dev/v1");
        assertThat(kubectl.run("version").succeeds().out()).contains("Server Version: v1.");
        assertThat(kubectl.run("cluster-info").succeeds().out()).contains("control plane");
    }

    @Test
    void selectsByLabelAndField() {
        kubectl.run("create", "configmap", "selected").succeeds();
        kubectl.run("label", "configmap", "selected", "chosen=yes").succeeds();
        assertThat(kubectl.run("get", "cm", "-l", "chosen=yes", "-o", "name").out())
                .isEqualTo("configmap/selected\n");
        assertThat(
                        kubectl.run(
                                        "get",
                                        "cm",
                                        "--field-selector=metadata.name=selected",
                                        "-o",
                                        "name")
                                .out())
                .isEqualTo("configmap/selected\n");
        assertThat(kubectl.run("get", "cm", "-l", "chosen=no").succeeds().err())
                .contains("No resources found in " + namespace);
        assertThat(kubectl.run("get", "cm", "-L", "chosen", "selected").rows().get(1))
                .endsWith(" yes");
        assertThat(kubectl.run("delete", "cm", "-l", "chosen=yes").succeeds().out())
                .contains("\"selected\" deleted");
    }
}
