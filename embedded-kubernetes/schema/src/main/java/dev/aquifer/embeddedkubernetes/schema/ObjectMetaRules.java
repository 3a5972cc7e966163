package dev.aquifer.embeddedkubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What holds for the metadata of every object. */
final class ObjectMetaRules {
    static final String SUBDOMAIN_WORDS =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    static final String LABEL_WORDS =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    static final String RFC1035_WORDS =
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
    private static final String NAME_PART_WORDS =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String LABEL_VALUE_WORDS =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern RFC1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern NAME_PART =
            Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final int MAX_ANNOTATIONS = 256 * 1024;

    /** Which names a kind allows. */
    enum NameRule {
        SUBDOMAIN,
        LABEL,
        RFC1035,
        /** RBAC: anything that may stand in a path. */
        PATH_SEGMENT
    }

    private final List<FieldError> errors = new ArrayList<>();

    static List<FieldError> check(JsonNode object, NameRule rule) {
        ObjectMetaRules rules = new ObjectMetaRules();
        rules.checkName(object.path("metadata"), rule);
        rules.checkMaps(object.path("metadata"), "metadata");
        rules.checkOwners(object.path("metadata").path("ownerReferences"));
        rules.checkFinalizers(object.path("metadata").path("finalizers"));
        return rules.errors;
    }

    /** Labels and annotations of metadata inside of an object, e.g. a pod template. */
    static List<FieldError> checkEmbedded(JsonNode metadata, String path) {
        ObjectMetaRules rules = new ObjectMetaRules();
        rules.checkMaps(metadata, path);
        return rules.errors;
    }

    static List<FieldError> checkUpdate(JsonNode object, JsonNode old) {
        List<FieldError> errors = new ArrayList<>();
        for (String field : List.of("name", "namespace", "uid", "creationTimestamp")) {
            JsonNode now = object.path("metadata").path(field);
            JsonNode before = old.path("metadata").path(field);
            if (!before.isMissingNode() && !now.isMissingNode() && !FieldValues.same(now, before)) {
                errors.add(
                        new FieldError(
                                "metadata." + field,
                                FieldError.Type.INVALID,
                                now,
                                "field is immutable"));
            }
        }
        return errors;
    }

    private void checkName(JsonNode metadata, NameRule rule) {
        JsonNode name = metadata.path("name");
        if (name.asText("").isEmpty()) {
            if (metadata.path("generateName").asText("").isEmpty()) {
                add(
                        "metadata.name",
                        FieldError.Type.REQUIRED,
                        null,
                        "name or generateName is required");
            }
            return;
        }
        for (String problem : nameProblems(name.asText(), rule)) {
            add("metadata.name", FieldError.Type.INVALID, name, problem);
        }
    }

    static List<String> nameProblems(String name, NameRule rule) {
        List<String> problems = new ArrayList<>();
        switch (rule) {
            case SUBDOMAIN -> {
                limit(name, 253, problems);
                match(name, SUBDOMAIN, SUBDOMAIN_WORDS, problems);
            }
            case LABEL -> {
                limit(name, 63, problems);
                match(name, LABEL, LABEL_WORDS, problems);
            }
            case RFC1035 -> {
                limit(name, 63, problems);
                match(name, RFC1035, RFC1035_WORDS, problems);
            }
            case PATH_SEGMENT -> {
                if (name.equals(".") || name.equals("..")) {
                    problems.add("may not be '" + name + "'");
                }
                for (String part : List.of("/", "%")) {
                    if (name.contains(part)) {
                        problems.add("may not contain '" + part + "'");
                    }
                }
            }
        }
        return problems;
    }

    private static void limit(String text, int most, List<String> problems) {
        if (text.length() > most) {
            problems.add("must be no more than " + most + " bytes");
        }
    }

    private static void match(String text, Pattern pattern, String words, List<String> problems) {
        if (!pattern.matcher(text).matches()) {
            problems.add(words);
        }
    }

    private void checkMaps(JsonNode metadata, String path) {
        metadata.path("labels")
                .properties()
                .forEach(
                        label -> {
                            qualifiedNameProblems(label.getKey())
                                    .forEach(
                                            p ->
                                                    add(
                                                            path + ".labels",
                                                            FieldError.Type.INVALID,
                                                            TextNode.valueOf(label.getKey()),
                                                            p));
                            labelValueProblems(label.getValue().asText(""))
                                    .forEach(
                                            p ->
                                                    add(
                                                            path + ".labels",
                                                            FieldError.Type.INVALID,
                                                            label.getValue(),
                                                            p));
                        });
        long size = 0;
        for (var annotation : metadata.path("annotations").properties()) {
            qualifiedNameProblems(annotation.getKey().toLowerCase(java.util.Locale.ROOT))
                    .forEach(
                            p ->
                                    add(
                                            path + ".annotations",
                                            FieldError.Type.INVALID,
                                            TextNode.valueOf(annotation.getKey()),
                                            p));
            size += annotation.getKey().length() + annotation.getValue().asText("").length();
        }
        if (size > MAX_ANNOTATIONS) {
            add(
                    path + ".annotations",
                    FieldError.Type.TOO_LONG,
                    null,
                    ValueValidation.atMost(MAX_ANNOTATIONS, "byte"));
        }
    }

    static List<String> labelValueProblems(String value) {
        List<String> problems = new ArrayList<>();
        limit(value, 63, problems);
        if (!value.isEmpty()) {
            match(value, NAME_PART, LABEL_VALUE_WORDS, problems);
        }
        return problems;
    }

    static List<String> qualifiedNameProblems(String name) {
        List<String> problems = new ArrayList<>();
        String[] parts = name.split("/", -1);
        if (parts.length > 2) {
            return List.of(
                    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                problems.add("prefix part must be non-empty");
            } else {
                nameProblems(parts[0], NameRule.SUBDOMAIN)
                        .forEach(p -> problems.add("prefix part " + p));
            }
        }
        String own = parts[parts.length - 1];
        if (own.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (own.length() > 63) {
            problems.add("name part must be no more than 63 bytes");
        }
        match(own, NAME_PART, NAME_PART_WORDS, problems);
        return problems;
    }

    private void checkOwners(JsonNode owners) {
        int controllers = 0;
        for (int i = 0; i < owners.size(); i++) {
            JsonNode owner = owners.get(i);
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(field).asText("").isEmpty()) {
                    String detail =
                            field.equals("apiVersion")
                                    ? "version must not be empty"
                                    : "must not be empty";
                    add(
                            "metadata.ownerReferences." + field,
                            FieldError.Type.INVALID,
                            TextNode.valueOf(""),
                            detail);
                }
            }
            controllers += owner.path("controller").asBoolean() ? 1 : 0;
        }
        if (controllers > 1) {
            add(
                    "metadata.ownerReferences",
                    FieldError.Type.INVALID,
                    owners,
                    "Only one reference can have Controller set to true");
        }
    }

    private void checkFinalizers(JsonNode finalizers) {
        for (JsonNode finalizer : finalizers) {
            qualifiedNameProblems(finalizer.asText())
                    .forEach(
                            p -> add("metadata.finalizers", FieldError.Type.INVALID, finalizer, p));
        }
    }

    private void add(
            String path,
            FieldError.Type type,
            @org.jspecify.annotations.Nullable JsonNode value,
            String detail) {
        errors.add(new FieldError(path, type, value, detail));
    }
}
