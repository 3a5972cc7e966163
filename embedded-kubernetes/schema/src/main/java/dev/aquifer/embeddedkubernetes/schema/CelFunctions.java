package dev.aquifer.embeddedkubernetes.schema;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The few functions of Kubernetes' own CEL libraries that schemas in use rely on: regular
 * expressions found in texts, and sorted lists.
 */
final class CelFunctions {
    private CelFunctions() {}

    static List<CelFunctionDecl> declarations() {
        return List.of(
                CelFunctionDecl.newFunctionDeclaration(
                        "find",
                        CelOverloadDecl.newMemberOverload(
                                "string_find_string",
                                SimpleType.STRING,
                                SimpleType.STRING,
                                SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "findAll",
                        CelOverloadDecl.newMemberOverload(
                                "string_find_all_string",
                                ListType.create(SimpleType.STRING),
                                SimpleType.STRING,
                                SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "isIP",
                        CelOverloadDecl.newGlobalOverload(
                                "is_ip", SimpleType.BOOL, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "isCIDR",
                        CelOverloadDecl.newGlobalOverload(
                                "is_cidr", SimpleType.BOOL, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "isSorted",
                        CelOverloadDecl.newMemberOverload(
                                "list_is_sorted",
                                SimpleType.BOOL,
                                ListType.create(SimpleType.DYN))));
    }

    static List<CelFunctionBinding> bindings() {
        return List.of(
                CelFunctionBinding.from(
                        "string_find_string", String.class, String.class, CelFunctions::find),
                CelFunctionBinding.from(
                        "string_find_all_string",
                        String.class,
                        String.class,
                        CelFunctions::findAll),
                CelFunctionBinding.from(
                        "is_ip",
                        String.class,
                        text -> Formats.isIpv4(text) || Formats.isIpv6(text)),
                CelFunctionBinding.from(
                        "is_cidr", String.class, text -> Formats.matches("cidr", text)),
                CelFunctionBinding.from("list_is_sorted", List.class, CelFunctions::isSorted));
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    private static List<String> findAll(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(r -> r.group())
                .collect(ImmutableList.toImmutableList());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static boolean isSorted(List list) {
        for (int i = 1; i < list.size(); i++) {
            if (((Comparable) list.get(i - 1)).compareTo(list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }
}
