package dev.aquifer.cluster.domain;

import static dev.aquifer.cluster.domain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static final String WANTED =
            "{'spec':{'cpu':'1000m','ports':[{'port':80}],'args':['a','b']}}";
    private static final String LIVE =
            "{'spec':{'cpu':'1','ports':[{'port':80,'protocol':'TCP'}],'args':['a','b'],'x':1}}";

    private static String hash(String live) {
        return Projection.hash(object(WANTED), object(live));
    }

    @Test
    void takesTheClustersDefaultsForNoDrift() {
        assertThat(hash(LIVE.replace("'x':1", "'x':2,'y':3"))).isEqualTo(hash(LIVE));
    }

    @Test
    void seesAChangedValue() {
        assertThat(hash(LIVE.replace("'cpu':'1'", "'cpu':'2'"))).isNotEqualTo(hash(LIVE));
    }

    @Test
    void seesARemovedField() {
        assertThat(hash(LIVE.replace("'cpu':'1',", ""))).isNotEqualTo(hash(LIVE));
    }

    @Test
    void takesAnEmptyMapOrListThatIsLeftOutForNoDrift() {
        var wanted = object("{'metadata':{'labels':{'a':'b'},'annotations':{}},'args':[]}");
        var applied = object("{'metadata':{'labels':{'a':'b'},'annotations':{}},'args':[]}");
        var writtenBack = object("{'metadata':{'labels':{'a':'b'}}}");
        assertThat(Projection.hash(wanted, writtenBack))
                .isEqualTo(Projection.hash(wanted, applied));
    }

    @Test
    void seesThatAListWasEmptied() {
        assertThat(hash(LIVE.replace("'a','b'", ""))).isNotEqualTo(hash(LIVE));
    }

    @Test
    void seesAChangeWithinAList() {
        assertThat(hash(LIVE.replace("'port':80", "'port':81"))).isNotEqualTo(hash(LIVE));
    }

    @Test
    void seesAnAddedArgument() {
        assertThat(hash(LIVE.replace("'a','b'", "'a','b','c'"))).isNotEqualTo(hash(LIVE));
    }

    @Test
    void doesNotDependOnTheOrderOfFields() {
        assertThat(Projection.hash(object("{'a':1,'b':{'c':2,'d':3}}")))
                .isEqualTo(Projection.hash(object("{'b':{'d':3,'c':2},'a':1}")));
    }

    @Test
    void tellsTextFromStructure() {
        assertThat(Projection.hash(object("{'a':'{b=1}'}")))
                .isNotEqualTo(Projection.hash(object("{'a':{'b':1}}")));
    }
}
