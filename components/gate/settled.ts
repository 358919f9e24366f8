/** How a settle waits until users get what the weights say, whoever is asked. */
import { describeWeights, isNobody, otherColour, type Weights } from "../colour";
import { type Answer, frontendColour } from "../load-balancer/answer";
import { html, maintenance, maintenanceColour } from "../load-balancer/problem";
import { sameInputs } from "../provider/provider";
import { until } from "../until";
import type { Flip } from "./settle";

export interface Evidence {
  readonly settledAt: string;
  readonly evidence: readonly string[];
}

export interface UsersAnswer {
  readonly status: number;
  /** Whatever stands where the colour should. */
  readonly colour: string;
}

/** Not by asking the load balancer: after the flip it is right already, and the proof would skip itself. */
export function isToSettle(olds: Flip, news: Flip): Promise<boolean> {
  return Promise.resolve(!sameInputs(olds, news, "appliedAt", "passed", "blue", "green"));
}

/**
 * @param flags of the command that flips back
 * @throws saying what users got, and that command. It moves no weight itself.
 */
export async function settled(
  flip: Flip,
  sample: () => Promise<readonly UsersAnswer[]>,
  afterwards: () => Promise<readonly string[]>,
  flags = "",
): Promise<Evidence> {
  const what = `${flip.answers} right answers in a row`;
  let came = "";
  try {
    await until(
      async () => {
        const answers = await sample();
        const wrong = answers.filter((answer) => !isRight(answer, flip));
        came = wrong.map(({ status, colour }) => `${status} from ${colour}`).join(", ");
        return answers.length === flip.answers && wrong.length === 0;
      },
      what,
      { timeoutMs: flip.timeoutMs },
    );
    const more = await afterwards();
    return { settledAt: new Date().toISOString(), evidence: [what, ...more] };
  } catch (error) {
    const [key, value] = isNobody(flip) ? ["maintenance", "false"] : ["live", otherColour(flip.live)];
    throw new Error(
      [
        `settle: ${(error as Error).message}; the weights stay as they are (${describeWeights(flip)})`,
        ...(came === "" ? [] : [`  users got: ${came}`]),
        `  to flip back: pulumi config set -s ${flip.stack} --path maintenance:release.${key} ${value} && pulumi up -s ${flip.stack}${flags}`,
      ].join("\n"),
    );
  }
}

/** Of a load balancer that says nothing of its own: the frontend does, or the page. */
export function usersAnswer(answer: Answer): UsersAnswer {
  const { status, body } = answer;
  if (body === html(maintenance)) return { status, colour: maintenanceColour };
  return { status, colour: frontendColour(answer) ?? body.slice(0, 80) };
}

/** An answer of a colour that has weight, or the maintenance page when none has. */
export function isRight({ status, colour }: UsersAnswer, weights: Weights): boolean {
  if (isNobody(weights)) return status === maintenance.status && colour === maintenanceColour;
  return status === 200 && (colour === "blue" || colour === "green") && weights[colour] > 0;
}
