import { required, type Form } from '../iam/form.ts';
import { AwsError } from '../wire/error.ts';
import { defineService, type AwsCall, type AwsReply, type LocalService } from '../wire/service.ts';
import { element, type XmlObject } from '../wire/xml.ts';
import { alarmStates, type AlarmDefinition, type Alarms } from './alarms.ts';

/** What the wire has of CloudWatch, in its Query protocol: looking at alarms and their changes, and putting one into a state by hand. */
export function createCloudWatchService(alarms: Alarms): LocalService {
  const describe = (alarm: AlarmDefinition): XmlObject => {
    const { state, reason, since } = alarms.standing(alarm.name);
    return {
      AlarmName: alarm.name,
      AlarmArn: alarms.arnOf(alarm.name),
      AlarmDescription: alarm.description,
      ActionsEnabled: alarm.actionsEnabled,
      StateValue: state,
      StateReason: reason,
      StateUpdatedTimestamp: new Date(since).toISOString(),
      EvaluationPeriods: alarm.evaluationPeriods,
      DatapointsToAlarm: alarm.datapointsToAlarm,
      Threshold: alarm.threshold,
      ComparisonOperator: alarm.comparison,
      TreatMissingData: alarm.missingData,
    };
  };
  return defineService({
    name: 'monitoring',
    protocol: 'query',
    actions: {
      DescribeAlarms: (call) => {
        call.permit('cloudwatch:DescribeAlarms', alarms.arnOf('*'));
        const form = call.json as Form;
        const names = listOf(form, 'AlarmNames');
        const found = [...alarms.definitions.values()].filter(
          ({ name }) =>
            (names.length === 0 || names.includes(name)) &&
            (form['AlarmNamePrefix'] === undefined || name.startsWith(form['AlarmNamePrefix'])) &&
            (form['StateValue'] === undefined || alarms.standing(name).state === form['StateValue']),
        );
        return answer(call, { MetricAlarms: { member: found.map(describe) } });
      },
      DescribeAlarmHistory: (call) => {
        const { name } = existing(call);
        call.permit('cloudwatch:DescribeAlarmHistory', alarms.arnOf(name));
        const items = alarms.history(name).map(({ at, from, to, reason }) => ({
          AlarmName: name,
          Timestamp: new Date(at).toISOString(),
          HistoryItemType: 'StateUpdate',
          HistorySummary: `Alarm updated from ${from} to ${to}`,
          HistoryData: JSON.stringify({
            version: '1.0',
            oldState: { stateValue: from },
            newState: { stateValue: to, stateReason: reason },
          }),
        }));
        return answer(call, { AlarmHistoryItems: { member: items } });
      },
      SetAlarmState: (call) => {
        const { name } = existing(call);
        call.permit('cloudwatch:SetAlarmState', alarms.arnOf(name));
        const form = call.json as Form;
        const state = alarmStates.find((each) => each === form['StateValue']);
        if (!state) throw new AwsError('ValidationError', `StateValue is one of ${alarmStates.join(', ')}.`);
        alarms.set(name, state, required(form, 'StateReason', /^.{0,1023}$/s));
        return answer(call, {});
      },
    },
  });

  function existing(call: AwsCall): AlarmDefinition {
    const name = (call.json as Form)['AlarmName'] ?? '';
    const found = alarms.definitions.get(name);
    if (!found) throw new AwsError('ResourceNotFound', `There is no alarm ${name}.`, 404);
    return found;
  }
}

/** `<name>.member.1` and so on. */
function listOf(form: Form, name: string): string[] {
  const found: string[] = [];
  for (let index = 1; form[`${name}.member.${index}`] !== undefined; index += 1) found.push(form[`${name}.member.${index}`]!);
  return found;
}

function answer(call: AwsCall, result: XmlObject): AwsReply {
  const document = { [`${call.action}Result`]: result, ResponseMetadata: { RequestId: call.requestId } };
  return { xml: element(`${call.action}Response`, document, { xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' }) };
}
